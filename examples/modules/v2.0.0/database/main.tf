locals {
  tiers = {
    basic    = { storage_gb = 20, high_availability = false, retention_days = 1 }
    standard = { storage_gb = 100, high_availability = false, retention_days = 7 }
    critical = { storage_gb = 500, high_availability = true, retention_days = 35 }
  }
  tier = local.tiers[var.tier]
}

resource "democloud_database" "this" {
  name              = var.name
  network_id        = var.network_id
  engine            = var.engine
  engine_version    = var.engine_version
  storage_gb        = local.tier.storage_gb
  high_availability = local.tier.high_availability
  allowed_cidrs     = setunion([var.cidr], var.allowed_cidrs)
  parameters        = var.parameters
  admin_password    = var.admin_password

  backup = {
    retention_days = local.tier.retention_days
    window         = join("-", var.backup_window)
  }

  tags = merge(var.tags, { environment = var.environment })
}
