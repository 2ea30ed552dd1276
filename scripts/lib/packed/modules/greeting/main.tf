terraform {
  required_version = ">= 1.5"
}

variable "text" {
  description = "What to say."
  type        = string
}

resource "terraform_data" "this" {
  input = var.text
}

output "said" {
  description = "What was said."
  value       = terraform_data.this.output
}
