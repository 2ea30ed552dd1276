variable "name" {
  description = "Name of the cluster. Lower case letters, digits and hyphens."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "The name must be 3 to 32 lower case letters, digits or hyphens, and start with a letter."
  }
}

variable "environment" {
  description = "Stage that the cluster serves."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment must be dev, staging or prod."
  }
}

variable "region" {
  description = "Region of the cluster. Changing it makes a new one."
  type        = string
}

variable "network_id" {
  description = "Identifier of the network that the cluster belongs to."
  type        = string
}

variable "kubernetes_version" {
  description = "Version of Kubernetes."
  type        = string

  validation {
    condition     = can(regex("^1\\.[0-9]{1,2}$", var.kubernetes_version))
    error_message = "The version must be a minor version such as 1.33."
  }
}

variable "node_pools" {
  description = "Groups of nodes of the same size, by name."
  type = map(object({
    machine_size = optional(string, "small")
    min_size     = optional(number, 1)
    max_size     = optional(number, 3)
    labels       = optional(map(string), {})
  }))
  default = {
    default = {}
  }
  nullable = false

  validation {
    condition     = alltrue([for pool in var.node_pools : pool.min_size <= pool.max_size])
    error_message = "The min_size of a pool must not be greater than its max_size."
  }
}

variable "log_types" {
  description = "Logs to keep: api, audit, scheduler."
  type        = set(string)
  default     = ["audit"]
  nullable    = false
}

variable "public_endpoint" {
  description = "Whether the Kubernetes API is reachable from the internet."
  type        = bool
  default     = false
}

variable "maintenance_window" {
  description = "When nodes may be restarted. Without it, at any time."
  type = object({
    day        = string
    start_hour = optional(number, 2)
  })
  default = null

  validation {
    condition = var.maintenance_window == null ? true : contains(
      ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
      var.maintenance_window.day,
    )
    error_message = "The day must be one of mon, tue, wed, thu, fri, sat and sun."
  }
}

variable "tags" {
  description = "Tags for everything that this module makes."
  type        = map(string)
  default     = {}
  nullable    = false
}
