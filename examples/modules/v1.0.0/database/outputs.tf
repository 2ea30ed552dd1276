output "database_id" {
  description = "Identifier of the database."
  value       = democloud_database.this.id
}

output "database_endpoint" {
  description = "Host name of the database."
  value       = democloud_database.this.endpoint
}

output "username" {
  description = "Name of the administrator."
  value       = democloud_database.this.username
}

output "password" {
  description = "Password of the administrator."
  value       = democloud_database.this.password
  sensitive   = true
}
