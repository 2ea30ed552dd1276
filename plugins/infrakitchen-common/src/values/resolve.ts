import type { ModuleVariable, ValueError, VariableRule } from '../api';
import { createConverter } from './convert';
import {
  duplicateErrors,
  effectiveEntries,
  indexEntries,
  tagConflicts,
} from './entries';
import { isBlank, ownMember } from './json';
import { collectOffers, type Offer, type VariableContext } from './layers';
import { indexOutputs } from './references';
import type {
  AncestorNode,
  OverriddenValue,
  ResolvedValues,
  ResolvedVariable,
  ResolveInput,
} from './types';

type ValueOffer = Extract<Offer, { kind: 'value' }>;

/**
 * Decides which value each variable of a module takes for a resource, and
 * where it comes from. Later wins: module default, template default, config of
 * the project, ancestors' inheritable configs (farthest to nearest, then own),
 * reference to an ancestor's output, value set on the resource.
 *
 * A source that ought to decide but cannot (a conflict, a text that does not
 * fit) leaves the variable without a value and is told in `errors`. Sources
 * that are overridden cause no errors.
 *
 * @public
 */
export function resolveValues(input: ResolveInput): ResolvedValues {
  const { variables, rules, own, project } = input;
  const ancestors = nearestFirst(input.ancestors);
  const tags = indexEntries('tag', own, ancestors, project);
  const configs = indexEntries('config', own, ancestors, project);
  const errors = [
    ...duplicateErrors('tag', own.tags),
    ...duplicateErrors('config', own.configs),
    ...tagConflicts(tags),
  ];
  const shared = {
    own,
    ownWithheld: new Set(own.withheld),
    ownChanged: new Set(own.changed),
    configs,
    outputs: indexOutputs(ancestors),
    converter: createConverter(),
  };

  const resolved = variables.map(variable => {
    const rule = ownMember(rules, variable.name);
    const sensitive = variable.sensitive || (rule?.sensitive ?? false);
    const context = { ...shared, variable, rule: rule ?? {}, sensitive };
    const decision = decide(context);
    if (decision.error) {
      errors.push(decision.error);
    }
    return describe(variable, rule, sensitive, decision);
  });

  return {
    variables: resolved,
    tags: effectiveEntries(tags),
    configs: effectiveEntries(configs),
    errors,
  };
}

interface Decision {
  winner?: ValueOffer;
  /** Nearest first. */
  others: ValueOffer[];
  error?: ValueError;
}

function decide(context: VariableContext): Decision {
  const offers = collectOffers(context);
  const values = offers.filter(offer => offer.kind === 'value');
  const first = offers.find(offer => offer.kind !== 'absent');
  if (first?.kind === 'problem') {
    return { others: values, error: first.error };
  }

  const [winner, ...others] = values;
  const above = winner ? offers.slice(0, offers.indexOf(winner)) : offers;
  const absent = above.find(offer => offer.kind === 'absent');
  if (absent && (context.rule.restricted || isMissing(winner, context.rule))) {
    return { others: values, error: absent.error };
  }
  return { winner, others };
}

function isMissing(offer: ValueOffer | undefined, rule: VariableRule): boolean {
  return (
    offer === undefined ||
    (rule.required === true && !offer.withheld && isBlank(offer.value))
  );
}

function describe(
  variable: ModuleVariable,
  rule: VariableRule | undefined,
  sensitive: boolean,
  { winner, others }: Decision,
): ResolvedVariable {
  return {
    name: variable.name,
    type: variable.type,
    ...(variable.description !== undefined && {
      description: variable.description,
    }),
    sensitive,
    isSet: winner !== undefined,
    ...(winner && toOverridden(winner)),
    overridden: others.map(toOverridden),
    ...(rule && { rule }),
  };
}

function toOverridden({
  value,
  withheld,
  unknown,
  provenance,
}: ValueOffer): OverriddenValue {
  return {
    ...(value !== undefined && { value }),
    ...(withheld && { withheld }),
    ...(unknown && { unknown }),
    provenance,
  };
}

/** In an order that does not depend on the order of the input. */
function nearestFirst(ancestors: readonly AncestorNode[]): AncestorNode[] {
  const byName = (a: string, b: string) => Number(a > b) - Number(a < b);
  return [...ancestors].sort(
    (a, b) =>
      a.distance - b.distance ||
      byName(a.link.name, b.link.name) ||
      byName(a.link.id, b.link.id),
  );
}
