terraform {
  required_providers {
    democloud = {
      source  = "infrakitchen/democloud"
      version = "~> 1.0"
    }
  }
}

variable "name" {
  type = string
}

variable "region" {
  type = string
}

resource "democloud_network" "first" {
  name   = var.name
  region = var.region
  cidr   = "10.0.0.0/16"
}

resource "democloud_bucket" "second" {
  name       = var.name
  region     = var.region
  depends_on = [democloud_network.first]
}

output "network_id" {
  value = democloud_network.first.id
}
