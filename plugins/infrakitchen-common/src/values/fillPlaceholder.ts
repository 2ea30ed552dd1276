import { ownMember } from './json';
import {
  describeProvenance,
  describeResource,
  listOf,
  quote,
} from './messages';
import type { NamePlaceholder } from './namePattern';
import { indexOutputs } from './references';
import type { AncestorNode, ResolvedValues } from './types';

/**
 * What a name may be made of besides effective values.
 *
 * @public
 */
export interface NameContext {
  labels?: readonly string[];
  projectKey?: string;
  /** What is above the resource, where the pattern uses outputs. */
  ancestors?: readonly AncestorNode[];
  /** Ids of the templates whose outputs the pattern uses, by their keys. */
  templateIds?: Readonly<Record<string, string>>;
}

/**
 * Effective values that a name is made of.
 *
 * @public
 */
export type NameValues = Pick<ResolvedValues, 'variables'> &
  Partial<Pick<ResolvedValues, 'tags' | 'configs'>>;

/** The text of a placeholder, or why there is none. */
export type Filled = { text: string } | { problem: string };

export const CORRECT = 'A platform engineer must correct the convention.';
/** What the effective values give for a placeholder. */
export function fillFromValues(
  placeholder: NamePlaceholder,
  { variables, tags = [], configs = [] }: NameValues,
): Filled | undefined {
  switch (placeholder.kind) {
    case 'variable':
      return fillVariable(placeholder.name, variables);
    case 'config':
    case 'tag': {
      const entries = placeholder.kind === 'tag' ? tags : configs;
      const entry = entries.find(({ name }) => name === placeholder.name);
      return fillEntry(placeholder, entry?.value);
    }
    default:
      return undefined;
  }
}

function fillVariable(
  name: string,
  variables: ResolvedValues['variables'],
): Filled {
  const variable = variables.find(item => item.name === name);
  const subject = `the variable ${quote(name)}`;
  if (!variable) {
    return {
      problem: `the module has no variable ${quote(name)}. ${CORRECT}`,
    };
  }
  if (variable.sensitive) {
    return {
      problem: `${subject} is sensitive and cannot be part of a name. ${CORRECT}`,
    };
  }
  return fillText(
    variable.value,
    subject,
    variable.provenance && ` (${describeProvenance(variable.provenance)})`,
  );
}

export function fillEntry(
  { kind, name }: { kind: string; name: string },
  value: string | undefined,
): Filled {
  return value
    ? { text: value }
    : {
        problem:
          `there is no ${kind} ${quote(name)}. Set it on this resource, on ` +
          `its project, or on one above it that passes it on.`,
      };
}

/** What does not depend on the values of the resource itself. */
export function fillFixed(
  placeholder: NamePlaceholder,
  context: NameContext,
): Filled | undefined {
  switch (placeholder.kind) {
    case 'label': {
      const text = context.labels?.[placeholder.position - 1];
      return text === undefined
        ? {
            problem: `there is no label number ${placeholder.position}. Add it to the resource.`,
          }
        : { text };
    }
    case 'project':
      return context.projectKey === undefined
        ? { problem: 'the resource is in no project. Choose one.' }
        : { text: context.projectKey };
    case 'output':
      return fillOutput(placeholder, context);
    default:
      return undefined;
  }
}

function fillOutput(
  { templateKey, output }: Extract<NamePlaceholder, { kind: 'output' }>,
  { ancestors = [], templateIds = {} }: NameContext,
): Filled {
  const templateId = ownMember(templateIds, templateKey);
  const sorted = [...ancestors].sort((a, b) => a.distance - b.distance);
  const nearest = templateId && indexOutputs(sorted).get(templateId);
  if (!nearest) {
    return {
      problem:
        `no resource above this one is of a template with the key ` +
        `${quote(
          templateKey,
        )}. Choose a parent that is, or that has one above it.`,
    };
  }
  const filled = nearest.map(({ node, outputs }) => {
    const found = outputs.get(output);
    const subject = `the output ${quote(output)} of ${describeResource(
      node.link,
    )}`;
    if (!found) {
      return {
        problem: `${describeResource(node.link)} has no output ${quote(
          output,
        )}. Provision it, or update it to a version that has the output.`,
      };
    }
    return found.sensitive
      ? {
          problem: `${subject} is sensitive and cannot be part of a name. ${CORRECT}`,
        }
      : fillText(found.value, subject);
  });
  const [first, ...others] = filled;
  const differs = others.some(
    other => JSON.stringify(other) !== JSON.stringify(first),
  );
  return differs
    ? {
        problem: `${listOf(
          nearest.map(({ node }) => describeResource(node.link)),
        )} are equally near and have different outputs ${quote(
          output,
        )}. Keep one of them above this resource.`,
      }
    : first;
}

export function fillText(value: unknown, subject: string, origin = ''): Filled {
  if (value === undefined || value === null) {
    return { problem: `${subject} has no value. Set one.` };
  }
  return typeof value === 'object'
    ? {
        problem: `${subject} is not a string, number or bool${origin}. ${CORRECT}`,
      }
    : { text: String(value) };
}
