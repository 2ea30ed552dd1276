output "bucket_id" {
  description = "Identifier of the bucket."
  value       = democloud_bucket.this.id
}

output "bucket_endpoint" {
  description = "Address of the bucket."
  value       = democloud_bucket.this.endpoint
}
