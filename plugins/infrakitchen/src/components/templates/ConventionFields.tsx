import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { TextField } from '@backstage/ui';
import type { Conventions } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { parseLabels } from '../shared';
import { templatesTranslationRef, type Translate } from './translation';

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
export function conventionProblem(
  t: Translate,
  draft: ConventionDraft,
): string | undefined {
  return /^\s*([1-9]\d{0,6})?\s*$/.test(draft.maxChildren)
    ? undefined
    : t('conventionFields.theGreatestNumberOfChildren');
}

const fields = (t: Translate) =>
  [
    [
      'namePattern',
      t('conventionFields.namePattern'),
      t('conventionFields.nameThatEveryResourceMust'),
    ],
    [
      'requiredTags',
      t('conventionFields.requiredTags'),
      t('conventionFields.separatedByCommas'),
    ],
    [
      'requiredConfigs',
      t('conventionFields.requiredConfigs'),
      t('conventionFields.separatedByCommas'),
    ],
    [
      'allowedProviders',
      t('conventionFields.allowedProviders'),
      t('conventionFields.sourcesSuchAsHashicorpAws'),
    ],
    [
      'maxChildren',
      t('conventionFields.greatestNumberPerParent'),
      t('conventionFields.livingResourcesOfThisTemplate'),
    ],
    [
      'allowedIntegrations',
      t('conventionFields.allowedIntegrations'),
      t('conventionFields.kindsOfIntegrationsSuchAs'),
    ],
    [
      'oneResourcePerIntegration',
      t('conventionFields.oneResourcePerIntegration'),
      t('conventionFields.kindsOfIntegrationsSeparatedBy'),
    ],
  ] as const;

/** Fields for what every resource of a template must follow. */
export function ConventionFields(props: {
  draft: ConventionDraft;
  onChange: (patch: Partial<ConventionDraft>) => void;
}) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { draft, onChange } = props;
  return (
    <>
      {fields(t).map(([name, label, description]) => (
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
