variable "name" {
  description = "Name of the database. Lower case letters, digits and hyphens."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "The name must be 3 to 32 lower case letters, digits or hyphens, and start with a letter."
  }
}

variable "environment" {
  description = "Stage that the database serves."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment must be dev, staging or prod."
  }
}

variable "network_id" {
  description = "Identifier of the network that the database belongs to."
  type        = string
}

variable "cidr" {
  description = "Address range of the network, which may always connect."
  type        = string
}

variable "engine" {
  description = "Database engine. Changing it makes a new database."
  type        = string
  default     = "postgres"

  validation {
    condition     = contains(["postgres", "mysql"], var.engine)
    error_message = "The engine must be postgres or mysql."
  }
}

variable "engine_version" {
  description = "Version of the engine. Without it, the cloud takes the newest."
  type        = string
  default     = null
}

variable "storage_gb" {
  description = "Storage in gigabytes."
  type        = number
  default     = 20

  validation {
    condition     = var.storage_gb >= 10 && floor(var.storage_gb) == var.storage_gb
    error_message = "The storage must be a whole number of gigabytes, at least 10."
  }
}

variable "high_availability" {
  description = "Whether a second copy runs in another zone. Without a value, only in prod."
  type        = bool
  default     = null
}

variable "allowed_cidrs" {
  description = "Further address ranges that may connect."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "parameters" {
  description = "Parameters of the engine."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "backup_window" {
  description = "Start and end of the time for backups, in UTC."
  type        = tuple([string, string])
  default     = ["02:00", "03:00"]
  nullable    = false
}

variable "admin_password" {
  description = "Password of the administrator. Without it, one is made."
  type        = string
  default     = null
  sensitive   = true

  validation {
    condition     = var.admin_password == null ? true : length(var.admin_password) >= 12
    error_message = "The password must have at least 12 characters."
  }
}

variable "tags" {
  description = "Tags for everything that this module makes."
  type        = map(string)
  default     = {}
  nullable    = false
}
