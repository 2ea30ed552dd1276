terraform {
  required_version = ">= 1.5"

  required_providers {
    democloud = {
      source  = "infrakitchen/democloud"
      version = "~> 1.0"
    }
  }
}
