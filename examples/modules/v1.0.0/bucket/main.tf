resource "democloud_bucket" "this" {
  name            = var.name
  region          = var.region
  versioning      = var.versioning
  lifecycle_rules = var.lifecycle_rules
  allowed_origins = var.allowed_origins
  tags            = merge(var.tags, { environment = var.environment })
}
