variable "name" {
  description = "Name of the bucket. Lower case letters, digits and hyphens."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "The name must be 3 to 32 lower case letters, digits or hyphens, and start with a letter."
  }
}

variable "environment" {
  description = "Stage that the bucket serves."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment must be dev, staging or prod."
  }
}

variable "region" {
  description = "Region of the bucket. Changing it makes a new one."
  type        = string
}

variable "versioning" {
  description = "Whether older versions of files are kept."
  type        = bool
  default     = true
}

variable "lifecycle_rules" {
  description = "When files are removed, by the beginning of their names."
  type = list(object({
    prefix            = optional(string, "")
    expire_after_days = number
  }))
  default  = []
  nullable = false
}

variable "allowed_origins" {
  description = "Web origins that may read the files."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "tags" {
  description = "Tags for everything that this module makes."
  type        = map(string)
  default     = {}
  nullable    = false
}
