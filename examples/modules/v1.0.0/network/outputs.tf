output "network_id" {
  description = "Identifier of the network."
  value       = democloud_network.this.id
}

output "cidr" {
  description = "Address range of the network."
  value       = democloud_network.this.cidr
}

output "region" {
  description = "Region of the network."
  value       = democloud_network.this.region
}

output "subnet_ids" {
  description = "Identifiers of the subnets, by name."
  value       = democloud_network.this.subnet_ids
}

output "gateway" {
  description = "Address of the default gateway."
  value       = democloud_network.this.gateway
}
