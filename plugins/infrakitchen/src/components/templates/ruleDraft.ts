import type {
  ModuleVariable,
  VariableRule,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { type Translate } from './translation';

/** A rule as it stands in the fields of the editor. */
export interface RuleDraft {
  label: string;
  help: string;
  placeholder: string;
  group: string;
  order: string;
  required: boolean;
  frozen: boolean;
  unique: boolean;
  restricted: boolean;
  sensitive: boolean;
  /** JSON, or plain text for a variable of type string. */
  default: string;
  /** One option per line, as in `default`. */
  options: string;
  minimum: string;
  maximum: string;
  minLength: string;
  maxLength: string;
  pattern: string;
  referenceTemplateId: string;
  referenceOutput: string;
}

const isText = (variable: ModuleVariable) => variable.type === 'string';

function show(variable: ModuleVariable, value: unknown): string {
  return isText(variable) && typeof value === 'string'
    ? value
    : JSON.stringify(value);
}

function parse(variable: ModuleVariable, text: string): unknown {
  if (isText(variable)) {
    return text;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(
      `"${text}" is no value of type ${variable.type}. Write it as JSON, such as 1.5, true or ["a"].`,
    );
  }
}

/** The fields for a rule. */
export function toDraft(
  variable: ModuleVariable,
  rule: VariableRule = {},
): RuleDraft {
  const number = (value: number | undefined) =>
    value === undefined ? '' : String(value);
  return {
    label: rule.label ?? '',
    help: rule.help ?? '',
    placeholder: rule.placeholder ?? '',
    group: rule.group ?? '',
    order: number(rule.order),
    required: rule.required ?? false,
    frozen: rule.frozen ?? false,
    unique: rule.unique ?? false,
    restricted: rule.restricted ?? false,
    sensitive: rule.sensitive ?? false,
    default: rule.default === undefined ? '' : show(variable, rule.default),
    options: (rule.options ?? []).map(o => show(variable, o)).join('\n'),
    minimum: number(rule.minimum),
    maximum: number(rule.maximum),
    minLength: number(rule.minLength),
    maxLength: number(rule.maxLength),
    pattern: rule.pattern ?? '',
    referenceTemplateId: rule.reference?.templateId ?? '',
    referenceOutput: rule.reference?.output ?? '',
  };
}

/**
 * The rule of the fields, without what is not set.
 *
 * @throws Error that says which field is wrong.
 */
export function toRule(
  t: Translate,
  variable: ModuleVariable,
  draft: RuleDraft,
): VariableRule | undefined {
  const number = (name: string, text: string) => {
    if (text.trim() === '') {
      return undefined;
    }
    const value = Number(text);
    if (!Number.isFinite(value)) {
      throw new Error(`${name} must be a number.`);
    }
    return value;
  };
  const options = draft.options
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
    .map(line => parse(variable, line));
  const rule: VariableRule = {
    label: draft.label.trim() || undefined,
    help: draft.help.trim() || undefined,
    placeholder: draft.placeholder || undefined,
    group: draft.group.trim() || undefined,
    order: number(t('ruleDraft.order'), draft.order),
    required: draft.required || undefined,
    frozen: draft.frozen || undefined,
    unique: draft.unique || undefined,
    restricted: draft.restricted || undefined,
    sensitive: draft.sensitive || undefined,
    default: draft.default === '' ? undefined : parse(variable, draft.default),
    options: options.length > 0 ? options : undefined,
    minimum: number(t('ruleDraft.minimum'), draft.minimum),
    maximum: number(t('ruleDraft.maximum'), draft.maximum),
    minLength: number(t('ruleDraft.minimumLength'), draft.minLength),
    maxLength: number(t('ruleDraft.maximumLength'), draft.maxLength),
    pattern: draft.pattern || undefined,
    reference:
      draft.referenceTemplateId && draft.referenceOutput
        ? {
            templateId: draft.referenceTemplateId,
            output: draft.referenceOutput,
          }
        : undefined,
  };
  const set = Object.entries(rule).filter(([, value]) => value !== undefined);
  return set.length > 0 ? (Object.fromEntries(set) as VariableRule) : undefined;
}
