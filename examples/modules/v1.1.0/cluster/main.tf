resource "democloud_cluster" "this" {
  name               = var.name
  region             = var.region
  network_id         = var.network_id
  kubernetes_version = var.kubernetes_version
  public_endpoint    = var.public_endpoint
  log_types          = var.log_types
  maintenance_window = var.maintenance_window

  node_pools = [
    for name, pool in var.node_pools : merge(pool, { name = name })
  ]

  tags = merge(var.tags, { environment = var.environment })
}
