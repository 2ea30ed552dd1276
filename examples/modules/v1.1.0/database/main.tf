resource "democloud_database" "this" {
  name              = var.name
  network_id        = var.network_id
  engine            = var.engine
  engine_version    = var.engine_version
  storage_gb        = var.storage_gb
  high_availability = coalesce(var.high_availability, var.environment == "prod")
  allowed_cidrs     = setunion([var.cidr], var.allowed_cidrs)
  parameters        = var.parameters
  admin_password    = var.admin_password

  backup = {
    retention_days = var.backup_retention_days
    window         = join("-", var.backup_window)
  }

  tags = merge(var.tags, { environment = var.environment })
}
