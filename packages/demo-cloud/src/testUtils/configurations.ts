/** What every root module needs. */
export const HEADER = `
terraform {
  required_providers {
    democloud = { source = "infrakitchen/democloud" }
  }
}
`;

/** A root module with a network. */
export const network = (attributes = '') => `${HEADER}
resource "democloud_network" "main" {
  name   = "main"
  region = "eu-north-1"
  cidr   = "10.0.0.0/16"
  ${attributes}
}
`;
