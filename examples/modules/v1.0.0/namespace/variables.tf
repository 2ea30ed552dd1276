variable "name" {
  description = "Name of the namespace. Lower case letters, digits and hyphens."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "The name must be 3 to 32 lower case letters, digits or hyphens, and start with a letter."
  }
}

variable "environment" {
  description = "Stage that the namespace serves."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment must be dev, staging or prod."
  }
}

variable "cluster_id" {
  description = "Identifier of the cluster that the namespace belongs to."
  type        = string
}

variable "labels" {
  description = "Labels of the namespace."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "quota" {
  description = "What the workloads may use together."
  type = object({
    cpu       = optional(number, 2)
    memory_gb = optional(number, 4)
    pods      = optional(number, 50)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.quota.cpu > 0 && var.quota.memory_gb > 0
    error_message = "The quota must leave some cpu and some memory."
  }
}

variable "tags" {
  description = "Tags for everything that this module makes."
  type        = map(string)
  default     = {}
  nullable    = false
}
