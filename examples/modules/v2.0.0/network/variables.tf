variable "name" {
  description = "Name of the network. Lower case letters, digits and hyphens."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "The name must be 3 to 32 lower case letters, digits or hyphens, and start with a letter."
  }
}

variable "environment" {
  description = "Stage that the network serves."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment must be dev, staging or prod."
  }
}

variable "region" {
  description = "Region of the network. Changing it makes a new one."
  type        = string
}

variable "cidr" {
  description = "Address range of the network. Changing it makes a new network."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.cidr))
    error_message = "The cidr must be an IPv4 range such as 10.0.0.0/16."
  }
}

variable "subnets" {
  description = "Subnets, in the order of their addresses. Each gets a share of the range that is smaller by `newbits` bits."
  type = list(object({
    name    = string
    newbits = optional(number, 8)
    public  = optional(bool, false)
  }))
  default = [
    { name = "private" },
    { name = "public", public = true },
  ]
  nullable = false

  validation {
    condition     = length(distinct(var.subnets[*].name)) == length(var.subnets)
    error_message = "Every subnet needs a name of its own."
  }
}

variable "dns_servers" {
  description = "Name servers, the preferred one first. Without any, those of the cloud are used."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "flow_logs" {
  description = "Whether the traffic is logged."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags for everything that this module makes."
  type        = map(string)
  default     = {}
  nullable    = false
}
