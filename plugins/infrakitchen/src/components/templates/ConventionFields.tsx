import { TextField } from '@backstage/ui';
import type { Conventions } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { parseLabels } from '../shared';

/** Conventions as they stand in the fields of the editor. */
export interface ConventionDraft {
  namePattern: string;
  requiredTags: string;
  requiredConfigs: string;
  allowedProviders: string;
  maxChildren: string;
  allowedIntegrations: string;
  oneResourcePerIntegration: string;
}

/** The fields for conventions. */
export function toConventionDraft(conventions: Conventions): ConventionDraft {
  return {
    namePattern: conventions.namePattern ?? '',
    requiredTags: conventions.requiredTags.join(', '),
    requiredConfigs: conventions.requiredConfigs.join(', '),
    allowedProviders: (conventions.allowedProviders ?? []).join(', '),
    maxChildren: conventions.maxChildren ? String(conventions.maxChildren) : '',
    allowedIntegrations: (conventions.allowedIntegrations ?? []).join(', '),
    oneResourcePerIntegration: (
      conventions.oneResourcePerIntegration ?? []
    ).join(', '),
  };
}

/** The conventions of the fields; what is empty asks for nothing. */
export function toConventions(draft: ConventionDraft): Conventions {
  const max = Number(draft.maxChildren);
  return {
    namePattern: draft.namePattern.trim() || undefined,
    requiredTags: parseLabels(draft.requiredTags),
    requiredConfigs: parseLabels(draft.requiredConfigs),
    allowedProviders: listed(draft.allowedProviders),
    maxChildren: draft.maxChildren.trim() === '' ? undefined : max,
    allowedIntegrations: listed(draft.allowedIntegrations),
    oneResourcePerIntegration: listed(draft.oneResourcePerIntegration),
  };
}

function listed(text: string): string[] | undefined {
  const items = parseLabels(text);
  return items.length > 0 ? items : undefined;
}

/** What is wrong with the fields, or nothing. */
export function conventionProblem(draft: ConventionDraft): string | undefined {
  return /^\s*([1-9]\d{0,6})?\s*$/.test(draft.maxChildren)
    ? undefined
    : 'The greatest number of children is a whole number from 1 on.';
}

const fields = [
  [
    'namePattern',
    'Name pattern',
    'Name that every resource must have. Placeholders: {variable}, {config.NAME}, {tag.NAME}, {label.1}, {project.key} and {template_key.output} for an output of a resource above.',
  ],
  ['requiredTags', 'Required tags', 'Separated by commas.'],
  ['requiredConfigs', 'Required configs', 'Separated by commas.'],
  [
    'allowedProviders',
    'Allowed providers',
    'Sources such as hashicorp/aws, separated by commas. Without any, modules may use every provider.',
  ],
  [
    'maxChildren',
    'Greatest number per parent',
    'Living resources of this template that one parent may have. Without a number there is no limit.',
  ],
  [
    'allowedIntegrations',
    'Allowed integrations',
    'Kinds of integrations such as aws, separated by commas. Without any, resources may bring every integration.',
  ],
  [
    'oneResourcePerIntegration',
    'One resource per integration',
    'Kinds of integrations, separated by commas, of which each may serve one living resource of this template.',
  ],
] as const;

/** Fields for what every resource of a template must follow. */
export function ConventionFields(props: {
  draft: ConventionDraft;
  onChange: (patch: Partial<ConventionDraft>) => void;
}) {
  const { draft, onChange } = props;
  return (
    <>
      {fields.map(([name, label, description]) => (
        <TextField
          key={name}
          label={label}
          description={description}
          inputMode={name === 'maxChildren' ? 'numeric' : undefined}
          value={draft[name]}
          onChange={text => onChange({ [name]: text })}
        />
      ))}
    </>
  );
}
