output "namespace_id" {
  description = "Identifier of the namespace."
  value       = democloud_namespace.this.id
}

output "service_account" {
  description = "Account that workloads run as."
  value       = democloud_namespace.this.service_account
}
