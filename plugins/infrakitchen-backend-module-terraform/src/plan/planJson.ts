import type { JsonValue } from '@backstage/types';
import { parseExactJson } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** `true` for a whole value, or the same structure again below it. */
export type Marks =
  | boolean
  | Marks[]
  | { [key: string]: Marks }
  | null
  | undefined;

/** A change as the engine's plan has it. */
export interface PlanChange {
  actions: string[];
  before?: JsonValue;
  after?: JsonValue;
  after_unknown?: Marks;
  before_sensitive?: Marks;
  after_sensitive?: Marks;
  replace_paths?: (string | number)[][];
  importing?: { id?: string };
}

/** A change of an object as the engine's plan has it. */
export interface PlanResourceChange {
  address: string;
  previous_address?: string;
  module_address?: string;
  mode?: string;
  type: string;
  name: string;
  provider_name?: string;
  deposed?: string;
  action_reason?: string;
  change: PlanChange;
}

/** The parts of `show -json` that are read here. */
export interface PlanJson {
  resource_changes?: PlanResourceChange[];
  resource_drift?: PlanResourceChange[];
  output_changes?: Record<string, PlanChange>;
  variables?: Record<string, { value?: JsonValue }>;
  configuration?: {
    root_module?: { variables?: Record<string, { sensitive?: boolean }> };
  };
  prior_state?: {
    values?: {
      outputs?: Record<string, { sensitive?: boolean; value?: JsonValue }>;
    };
  };
}

/**
 * Reads plan JSON. Numbers that would change by being read are kept as text,
 * so that two different plans never look the same.
 */
export function parsePlanJson(text: string): PlanJson {
  return parseExactJson(text) as unknown as PlanJson;
}
