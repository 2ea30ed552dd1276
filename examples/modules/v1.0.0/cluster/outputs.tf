output "cluster_id" {
  description = "Identifier of the cluster."
  value       = democloud_cluster.this.id
}

output "cluster_endpoint" {
  description = "Address of the Kubernetes API."
  value       = democloud_cluster.this.endpoint
}

output "cluster_ca_certificate" {
  description = "Certificate of the authority of the cluster, as base64."
  value       = democloud_cluster.this.ca_certificate
}
