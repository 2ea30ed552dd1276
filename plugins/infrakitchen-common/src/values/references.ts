import type { Culprit, Provenance, ValueError } from '../api';
import { resourceCulprits } from './entries';
import { jsonEquals } from './json';
import type { Offer, VariableContext } from './layers';
import {
  describeProvenance,
  describeResource,
  listOf,
  quote,
  showValue,
} from './messages';
import type { AncestorNode, AncestorOutput } from './types';

interface SourceNode {
  node: AncestorNode;
  outputs: ReadonlyMap<string, AncestorOutput>;
}

/** An output in the ancestor that has it. */
interface FoundOutput {
  node: AncestorNode;
  output: AncestorOutput;
}

/** The nearest ancestors of each template: one, or several at one distance. */
export type OutputIndex = ReadonlyMap<string, readonly SourceNode[]>;

/**
 * Indexes outputs by template.
 *
 * @param ancestors - Nearest first.
 */
export function indexOutputs(ancestors: readonly AncestorNode[]): OutputIndex {
  const index = new Map<string, SourceNode[]>();
  for (const node of ancestors) {
    const nearest = index.get(node.templateId) ?? [];
    index.set(node.templateId, nearest);
    if (nearest.length === 0 || nearest[0].node.distance === node.distance) {
      nearest.push({
        node,
        outputs: new Map(node.outputs.map(output => [output.name, output])),
      });
    }
  }
  return index;
}

/** What the ancestor's output that is wired to a variable has to say. */
export function offerReference(context: VariableContext): Offer[] {
  const { reference } = context.rule;
  if (!reference) {
    return [];
  }
  const nearest = context.outputs.get(reference.templateId);
  if (!nearest) {
    return [{ kind: 'absent', error: missingAncestor(context) }];
  }
  const found = nearest.flatMap(({ node, outputs }): FoundOutput[] => {
    const output = outputs.get(reference.output);
    const isThere =
      output &&
      (output.sensitive || output.unknown || output.value !== undefined);
    return isThere ? [{ node, output }] : [];
  });
  const error =
    found.length === 0
      ? missingOutput(context, nearest)
      : findContradiction(context, found);
  return [error ? { kind: 'problem', error } : offerOutput(context, found[0])];
}

function offerOutput(context: VariableContext, found: FoundOutput): Offer {
  const { value, unknown } = found.output;
  const provenance = provenanceOf(found);
  if (unknown || value === undefined) {
    return { kind: 'value', withheld: true, unknown, provenance };
  }
  const result = context.converter.fromValue(value, context.variable);
  if (result.ok) {
    return { kind: 'value', value: result.value, provenance };
  }
  const reason = context.sensitive ? '' : `: ${result.message}`;
  return {
    kind: 'problem',
    error: failure(
      context,
      'output_not_convertible',
      `${subject(context)} takes its value from ` +
        `${describeProvenance(provenance)}, which does not fit its type` +
        `${reason}. Refer to another output, or set the value on the resource.`,
      [outputCulprit(context), ...resourceCulprits(found.node.link)],
    ),
  };
}

function missingAncestor(context: VariableContext): ValueError {
  return failure(
    context,
    'missing_ancestor',
    `${wiring(context)} of another template, but no resource above this one ` +
      `is of that template. Choose a parent that is, or that has one above it.`,
    [
      { kind: 'template', id: context.rule.reference!.templateId },
      outputCulprit(context),
    ],
  );
}

function missingOutput(
  context: VariableContext,
  nodes: readonly SourceNode[],
): ValueError {
  const states = nodes.map(
    ({ node: { link, state, version } }) =>
      `${describeResource(link)}, which ${
        state === 'provisioned'
          ? `has no such output${version ? ` in its version ${version}` : ''}`
          : 'is not provisioned'
      }`,
  );
  const advice = nodes.some(({ node }) => node.state !== 'provisioned')
    ? 'Provision it first'
    : 'Update it to a version that has the output, or have the rule of the variable corrected';
  return failure(
    context,
    'missing_output',
    `${wiring(context)} of ${listOf(states)}. ${advice}.`,
    [
      outputCulprit(context),
      ...nodes.flatMap(({ node }) => resourceCulprits(node.link)),
    ],
  );
}

function findContradiction(
  context: VariableContext,
  found: readonly FoundOutput[],
): ValueError | undefined {
  const culprits = [
    outputCulprit(context),
    ...found.flatMap(({ node }) => resourceCulprits(node.link)),
  ];
  const exposed = found.find(({ output }) => output.sensitive);
  if (exposed && !context.sensitive) {
    return failure(
      context,
      'sensitive_output',
      `${subject(context)} is not sensitive, but it takes its value from ` +
        `${describeProvenance(provenanceOf(exposed))}, which is. Have the ` +
        `variable marked as sensitive in the rules of the version, or refer ` +
        `to another output.`,
      culprits,
    );
  }
  if (found.every(({ output }) => agree(output, found[0].output))) {
    return undefined;
  }
  const claims = found.map(({ node, output }) =>
    context.sensitive
      ? describeResource(node.link)
      : `${describeResource(node.link)} (${showValue(output.value)})`,
  );
  return failure(
    context,
    'conflicting_reference',
    `${wiring(context)}, which has different values in ${listOf(claims)}; ` +
      `they are equally near. Keep one of them above this resource, or set ` +
      `the value on the resource.`,
    culprits,
  );
}

/** Values that are not known here are taken to agree: the run knows them. */
function agree(a: AncestorOutput, b: AncestorOutput): boolean {
  return (
    a.value === undefined ||
    b.value === undefined ||
    jsonEquals(a.value, b.value)
  );
}

function provenanceOf({ node, output }: FoundOutput): Provenance {
  return { source: 'reference', resource: node.link, name: output.name };
}

function subject({ variable }: VariableContext): string {
  return `The variable ${quote(variable.name)}`;
}

function wiring(context: VariableContext): string {
  const { output } = context.rule.reference!;
  return `${subject(context)} takes its value from the output ${quote(output)}`;
}

function outputCulprit({ rule }: VariableContext): Culprit {
  return { kind: 'output', name: rule.reference!.output };
}

function failure(
  { variable: { name } }: VariableContext,
  code: string,
  message: string,
  culprits: readonly Culprit[],
): ValueError {
  return {
    code,
    message,
    variable: name,
    culprits: [{ kind: 'variable', name }, ...culprits],
  };
}
