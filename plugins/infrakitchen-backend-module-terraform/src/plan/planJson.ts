import type { JsonValue } from '@backstage/types';

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

/** Numbers with more digits than a double keeps. */
const manyDigits = /[-:\s[,]\d[\d.]{15,}/;

/**
 * Reads plan JSON. Numbers that would change by being read are kept as text,
 * so that two different plans never look the same.
 */
export function parsePlanJson(text: string): PlanJson {
  return manyDigits.test(text)
    ? JSON.parse(text, keepExactNumber)
    : JSON.parse(text);
}

function keepExactNumber(
  this: unknown,
  _key: string,
  value: unknown,
  context?: { source?: string },
): unknown {
  if (typeof value !== 'number' || context?.source === undefined) {
    return value;
  }
  const digits = context.source.replace(/\D/g, '').length;
  return digits <= 15 || String(value) === context.source
    ? value
    : context.source;
}
