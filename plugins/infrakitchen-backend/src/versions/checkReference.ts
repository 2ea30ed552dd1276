import type { JsonValue } from '@backstage/types';
import {
  createConverter,
  type ModuleVariable,
  type Template,
  type ValueError,
  type VariableRule,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { nearMatches } from '../sources';
import { templateCulprit } from '../templates';
import type { OutputSample, VersionInUse } from './VersionsInUseStore';

/** What a rule is checked against besides its variable. */
export interface ReferenceFacts {
  /** The template and everything above it. */
  templates: Map<string, Template>;
  /** Ids of everything above the template. */
  ancestorIds: Set<string>;
  /** Versions in use of the templates that are referred to. */
  versions: VersionInUse[];
  /** What their resources have put out, to tell types by. */
  samples: OutputSample[];
}

/** Whether the output that a variable takes is there and fits. */
export function checkReference(
  variable: ModuleVariable,
  { reference }: VariableRule,
  sensitive: boolean,
  { ancestorIds, templates, versions, samples }: ReferenceFacts,
): ValueError[] {
  if (!reference) {
    return [];
  }
  const { templateId, output: name } = reference;
  const template = templates.get(templateId);
  if (!template || !ancestorIds.has(templateId)) {
    return [
      fault(
        variable,
        'reference_not_ancestor',
        `takes an output of ${
          template ? `'${template.name}'` : `the template '${templateId}'`
        }, which is not above this template`,
        { kind: 'template', id: templateId, name: template?.name },
      ),
    ];
  }
  const culprits = [templateCulprit(template), outputCulprit(name)];
  const known = versions
    .filter(version => version.templateId === templateId)
    .flatMap(({ analysis }) => analysis.outputs);
  const found = known.filter(output => output.name === name);
  if (found.length === 0) {
    const near = nearMatches(name, [...new Set(known.map(o => o.name))]);
    const advice =
      near.length > 0
        ? `; did you mean ${near.map(n => `'${n}'`).join(' or ')}?`
        : '';
    return [
      fault(
        variable,
        'output_not_found',
        `takes the output '${name}' of '${template.name}', which no version in use of it has${advice}`,
        ...culprits,
      ),
    ];
  }
  if (!sensitive && found.some(output => output.sensitive)) {
    return [
      fault(
        variable,
        'sensitive_output',
        `takes the sensitive output '${name}' of '${template.name}', but is not sensitive itself; mark it as sensitive`,
        ...culprits,
      ),
    ];
  }
  const misfit = findMisfit(
    variable,
    name,
    samples.filter(sample => sample.templateId === templateId),
  );
  return misfit
    ? [
        fault(
          variable,
          'output_not_convertible',
          `takes the output '${name}' of '${
            template.name
          }', which does not fit its type ${
            variable.type
          }: where it was provisioned${
            misfit.ref ? ` with ${misfit.ref}` : ''
          } it is ${misfit.kind}`,
          ...culprits,
        ),
      ]
    : [];
}

/**
 * Modules do not say what types their outputs have, but what they have put out
 * does. Without any the run that takes the output tells.
 */
function findMisfit(
  variable: ModuleVariable,
  output: string,
  samples: OutputSample[],
): { ref?: string; kind: string } | undefined {
  const converter = createConverter();
  for (const { ref, outputs } of samples) {
    const value = outputs.find(
      ({ name, sensitive }) => name === output && !sensitive,
    )?.value;
    if (
      value !== undefined &&
      value !== null &&
      !converter.fromValue(value as JsonValue, variable).ok
    ) {
      return { ref, kind: kindOf(value) };
    }
  }
  return undefined;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) {
    return 'a list';
  }
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function outputCulprit(name: string) {
  return { kind: 'output' as const, name };
}

/** What is wrong with the rule of a variable. */
export function fault(
  { name }: ModuleVariable,
  code: string,
  complaint: string,
  ...culprits: NonNullable<ValueError['culprits']>
): ValueError {
  return {
    code,
    message: `The variable '${name}' ${complaint}${
      complaint.endsWith('?') ? '' : '.'
    }`,
    variable: name,
    culprits: [{ kind: 'variable', name }, ...culprits],
  };
}
