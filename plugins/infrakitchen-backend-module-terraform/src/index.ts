/**
 * Runs Terraform and OpenTofu for InfraKitchen: module analysis, rendering, processes and plans.
 *
 * @packageDocumentation
 */
export {};
