resource "democloud_namespace" "this" {
  name       = var.name
  cluster_id = var.cluster_id
  labels     = var.labels
  quota      = var.quota
  tags       = merge(var.tags, { environment = var.environment })
}
