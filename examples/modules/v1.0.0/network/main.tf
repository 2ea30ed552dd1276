locals {
  ranges = cidrsubnets(var.cidr, var.subnets[*].newbits...)
}

resource "democloud_network" "this" {
  name        = var.name
  region      = var.region
  cidr        = var.cidr
  dns_servers = var.dns_servers
  flow_logs   = var.enable_flow_logs

  subnets = [
    for index, subnet in var.subnets : {
      name   = subnet.name
      cidr   = local.ranges[index]
      public = subnet.public
    }
  ]

  tags = merge(var.tags, { environment = var.environment })

  # Shows in the run's log that the colours of tools arrive there.
  provisioner "local-exec" {
    quiet   = true
    command = <<-EOT
      printf '\033[1m%s\033[0m \033[2m%s\033[0m\n' "$NETWORK" "$CIDR"
      for subnet in $SUBNETS; do
        printf '  \033[32m✔\033[0m %s is \033[36m\033[4m%s\033[0m\n' "$${subnet%%=*}" "$${subnet#*=}"
      done
      [ -n "$FLOW_LOGS" ] || printf '  \033[33m⚠ no flow logs\033[0m\n'
      printf '\033[42m PASS \033[0m\n'
    EOT

    # Values go in by the environment, so that none is read as a command.
    environment = {
      NETWORK   = self.name
      CIDR      = self.cidr
      SUBNETS   = join(" ", [for subnet in self.subnets : "${subnet.name}=${subnet.cidr}"])
      FLOW_LOGS = self.flow_logs ? "yes" : ""
    }
  }
}
