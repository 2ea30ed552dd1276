import type { JsonValue } from '@backstage/types';
import fc from 'fast-check';

/** An entry, output or value is one of few, so that they meet. */
const names = ['alpha', 'beta'] as const;
const texts = ['true', 'x', '2', '["a"]'] as const;
const outputValues: JsonValue[] = ['x', 2, true, ['a']];
const types = ['string', 'number', 'bool', 'list(string)'] as const;
const TEMPLATES = 3;

type Type = (typeof types)[number];
type Text = (typeof texts)[number];

interface PlannedEntry {
  name: (typeof names)[number];
  value: Text;
  inherited: boolean;
}

interface PlannedOutput {
  name: (typeof names)[number];
  value: JsonValue;
  sensitive: boolean;
}

interface PlannedNode {
  template: number;
  /** Positions of nodes before it. */
  parents: number[];
  tags: PlannedEntry[];
  configs: PlannedEntry[];
  outputs: PlannedOutput[];
}

/** A variable that is called as one of the configs is. */
interface PlannedVariable {
  name: (typeof names)[number];
  type: Type;
  sensitive: boolean;
  moduleDefault?: boolean;
  templateDefault?: boolean;
  restricted: boolean;
  reference?: { template: number; output: (typeof names)[number] };
  own: boolean;
}

/** A random hierarchy; its last node is the one whose values are resolved. */
export interface ValuesPlan {
  nodes: PlannedNode[];
  variables: PlannedVariable[];
  project?: { tags: PlannedEntry[]; configs: PlannedEntry[] };
}

const perName = <T extends { name: string }>(each: fc.Arbitrary<T>) =>
  fc.uniqueArray(each, { selector: ({ name }) => name, maxLength: 2 });

const entries = perName(
  fc.record<PlannedEntry>({
    name: fc.constantFrom(...names),
    value: fc.constantFrom(...texts),
    inherited: fc.boolean(),
  }),
);

/** Random hierarchies with everything that has a say. */
export const valuesPlans: fc.Arbitrary<ValuesPlan> = fc.record(
  {
    nodes: fc.array(
      fc.record<PlannedNode>({
        template: fc.nat({ max: TEMPLATES - 1 }),
        parents: fc.uniqueArray(fc.nat({ max: 6 }), { maxLength: 3 }),
        tags: entries,
        configs: entries,
        outputs: perName(
          fc.record<PlannedOutput>({
            name: fc.constantFrom(...names),
            value: fc.constantFrom(...outputValues),
            sensitive: fc.boolean(),
          }),
        ),
      }),
      { minLength: 1, maxLength: 7 },
    ),
    variables: perName(
      fc.record(
        {
          name: fc.constantFrom(...names),
          type: fc.constantFrom(...types),
          sensitive: fc.boolean(),
          moduleDefault: fc.boolean(),
          templateDefault: fc.boolean(),
          restricted: fc.boolean(),
          reference: fc.record({
            template: fc.nat({ max: TEMPLATES - 1 }),
            output: fc.constantFrom(...names),
          }),
          own: fc.boolean(),
        },
        { requiredKeys: ['name', 'type', 'sensitive', 'restricted', 'own'] },
      ),
    ),
    project: fc.record({ tags: entries, configs: entries }),
  },
  { requiredKeys: ['nodes', 'variables'] },
);

/** Positions of the parents of a node: only of nodes before it. */
export function parentsOf({ nodes }: ValuesPlan, at: number): number[] {
  return nodes[at].parents.filter(parent => parent < at);
}

/** The length of the shortest way up; undefined where there is none. */
export function distance(
  plan: ValuesPlan,
  from: number,
  to: number,
): number | undefined {
  if (from === to) {
    return 0;
  }
  const ways = parentsOf(plan, from)
    .map(parent => distance(plan, parent, to))
    .filter(way => way !== undefined);
  return ways.length === 0 ? undefined : 1 + Math.min(...ways);
}

/** A value that fits a type, and tells where it is set. */
export function valueOf(type: Type, place: 'module' | 'template' | 'own') {
  const number = { module: 100, template: 200, own: 300 }[place];
  const values: Record<Type, JsonValue> = {
    string: place,
    number,
    bool: place === 'own',
    'list(string)': [place],
  };
  return values[type];
}

/** What ought to hold of a variable: where from, which value, or why not. */
export interface ExpectedVariable {
  name: string;
  error?: string;
  source?: string;
  /** Position of the node that it comes from. */
  node?: number;
  value?: JsonValue;
}

/** What ought to hold of a tag; several values where ancestors contradict. */
export interface ExpectedTag {
  name: string;
  values: string[];
}

/** The rules, said as simply as they can be. */
export function expected(plan: ValuesPlan): {
  variables: ExpectedVariable[];
  tags: ExpectedTag[];
} {
  return {
    variables: plan.variables.map(variable => expectedOf(plan, variable)),
    tags: names.flatMap(name => {
      const [nearest] = levels(plan, 'tags', name);
      return nearest
        ? [{ name, values: [...new Set(nearest.map(({ value }) => value))] }]
        : [];
    }),
  };
}

function expectedOf(plan: ValuesPlan, variable: PlannedVariable) {
  const { name, type } = variable;
  const last = plan.nodes.length - 1;
  const reference = referenced(plan, variable);
  if (variable.own && !variable.restricted) {
    const value = valueOf(type, 'own');
    return { name, source: 'resource', node: last, value };
  }
  if (reference && reference.error !== 'missing_ancestor') {
    return { name, ...reference };
  }
  const below = withoutReference(plan, variable);
  const isSet = below.source !== undefined;
  if (reference && below.error === undefined) {
    // Without its ancestor another value may do, unless it is restricted.
    return variable.restricted || !isSet
      ? { name, error: 'missing_ancestor' }
      : below;
  }
  return below;
}

function withoutReference(
  plan: ValuesPlan,
  { name, type, sensitive, ...variable }: PlannedVariable,
): ExpectedVariable {
  const [nearest] = levels(plan, 'configs', name);
  if (nearest) {
    const texts_ = [...new Set(nearest.map(({ value }) => value))];
    if (sensitive) {
      return { name, error: 'config_for_sensitive' };
    }
    if (texts_.length > 1) {
      return { name, error: 'conflicting_config' };
    }
    const value = read(texts_[0], type);
    const [{ node }] = nearest;
    return value === undefined
      ? { name, error: 'config_not_convertible' }
      : {
          name,
          source: node === undefined ? 'project' : 'config',
          node,
          value,
        };
  }
  if (variable.templateDefault) {
    const value = valueOf(type, 'template');
    return { name, source: 'template_default', value };
  }
  return variable.moduleDefault
    ? { name, source: 'module_default', value: valueOf(type, 'module') }
    : { name };
}

function referenced(
  plan: ValuesPlan,
  { reference, sensitive, type }: PlannedVariable,
): Omit<ExpectedVariable, 'name'> | undefined {
  if (!reference) {
    return undefined;
  }
  const above = ancestors(plan).filter(
    ({ node }) => plan.nodes[node].template === reference.template,
  );
  if (above.length === 0) {
    return { error: 'missing_ancestor' };
  }
  const found = above
    .filter(each => each.distance === above[0].distance)
    .flatMap(({ node }) =>
      plan.nodes[node].outputs
        .filter(output => output.name === reference.output)
        .map(output => ({ node, ...output })),
    );
  if (found.length === 0) {
    return { error: 'missing_output' };
  }
  if (!sensitive && found.some(output => output.sensitive)) {
    return { error: 'sensitive_output' };
  }
  // Of what is secret nobody knows here whether it is equal.
  const known = found.map(each => (each.sensitive ? undefined : each.value));
  const claims = known.map(value => JSON.stringify(value));
  if (claims[0] !== undefined && claims.some(c => c && c !== claims[0])) {
    return { error: 'conflicting_reference' };
  }
  if (known[0] === undefined) {
    return { source: 'reference', node: found[0].node };
  }
  const value = convert(known[0], type);
  return value === undefined
    ? { error: 'output_not_convertible' }
    : { source: 'reference', node: found[0].node, value };
}

/** Everything above the last node, nearest first, then by position. */
function ancestors(plan: ValuesPlan) {
  const last = plan.nodes.length - 1;
  return plan.nodes
    .slice(0, last)
    .map((_, node) => ({ node, distance: distance(plan, last, node) }))
    .filter(each => each.distance !== undefined)
    .sort((a, b) => a.distance! - b.distance! || a.node - b.node);
}

/** Where a name is defined for the last node: its own, above, in the project. */
function levels(
  plan: ValuesPlan,
  kind: 'tags' | 'configs',
  name: string,
): { node?: number; value: string }[][] {
  const last = plan.nodes.length - 1;
  const at = (list: PlannedEntry[], node?: number) =>
    list
      .filter(entry => entry.name === name)
      .filter(entry => entry.inherited || node === last)
      .map(({ value }) => ({ node, value }));
  const above = ancestors(plan);
  const distances = [...new Set(above.map(each => each.distance))];
  return [
    at(plan.nodes[last][kind], last),
    ...distances.map(level =>
      above
        .filter(each => each.distance === level)
        .flatMap(({ node }) => at(plan.nodes[node][kind], node)),
    ),
    at(plan.project?.[kind] ?? []),
  ].filter(level => level.length > 0);
}

/** Reads one of the few texts as a type. */
function read(text: string, type: Type): JsonValue | undefined {
  const readable: Record<Type, Record<string, JsonValue>> = {
    string: Object.fromEntries(texts.map(each => [each, each])),
    number: { '2': 2 },
    bool: { true: true },
    'list(string)': { '["a"]': ['a'] },
  };
  return readable[type][text];
}

/** Converts one of the few values of outputs to a type. */
function convert(value: JsonValue, type: Type): JsonValue | undefined {
  if (Array.isArray(value)) {
    return type === 'list(string)' ? value : undefined;
  }
  switch (type) {
    case 'string':
      return String(value);
    case 'number':
      return typeof value === 'number' ? value : undefined;
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    default:
      return undefined;
  }
}
