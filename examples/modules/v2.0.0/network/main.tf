locals {
  ranges = cidrsubnets(var.cidr, var.subnets[*].newbits...)
}

resource "democloud_network" "this" {
  name        = var.name
  region      = var.region
  cidr        = var.cidr
  dns_servers = var.dns_servers
  flow_logs   = var.flow_logs

  subnets = [
    for index, subnet in var.subnets : {
      name   = subnet.name
      cidr   = local.ranges[index]
      public = subnet.public
    }
  ]

  tags = merge(var.tags, { environment = var.environment })
}
