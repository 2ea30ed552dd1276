import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Select, Text } from '@backstage/ui';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { RuleDraft } from './ruleDraft';
import { useTemplates } from './useTemplates';
import { preferredVersion } from './VersionSelect';
import { templatesTranslationRef } from './translation';

const NONE = 'none';

/** Templates above another one, nearest first. */
export function ancestorsOf(
  template: Template,
  templates: Template[],
): Template[] {
  const byId = new Map(templates.map(other => [other.id, other]));
  const found = new Map<string, Template>();
  let level = template.parentIds;
  while (level.length > 0) {
    const next: string[] = [];
    for (const id of level) {
      const parent = byId.get(id);
      if (parent && !found.has(id)) {
        found.set(id, parent);
        next.push(...parent.parentIds);
      }
    }
    level = next;
  }
  return [...found.values()];
}

/** Feeds the variable from an output of an ancestor. */
export function ReferenceFields(props: {
  template: Template;
  draft: RuleDraft;
  onChange: (draft: RuleDraft) => void;
}) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { template, draft, onChange } = props;
  const api = useInfrakitchenApi();
  const templates = useTemplates();
  const ancestors = ancestorsOf(template, templates.value ?? []).filter(
    ancestor => !ancestor.abstract,
  );
  const versions = useAsyncData(
    async signal =>
      draft.referenceTemplateId
        ? (
            await api.listVersions(
              draft.referenceTemplateId,
              { limit: 200 },
              { signal },
            )
          ).items
        : [],
    [api, draft.referenceTemplateId],
  );
  const outputs =
    preferredVersion(versions.value ?? [])?.analysis?.outputs ?? [];

  if (ancestors.length === 0) {
    return (
      <Text variant="body-small" color="secondary">
        {t('referenceFields.aReferenceNeedsAParent')}
      </Text>
    );
  }
  return (
    <Flex gap="3" style={{ flexWrap: 'wrap' }}>
      <Select
        label={t('referenceFields.referenceToTemplate')}
        options={[
          { id: NONE, label: t('referenceFields.noReference') },
          ...ancestors.map(({ id, name }) => ({ id, label: name })),
        ]}
        value={draft.referenceTemplateId || NONE}
        onChange={key =>
          onChange({
            ...draft,
            referenceTemplateId: key === NONE ? '' : String(key),
            referenceOutput: '',
          })
        }
      />
      {draft.referenceTemplateId && (
        <Select
          label={t('referenceFields.output')}
          options={outputs.map(output => ({
            id: output.name,
            label: output.name,
            description: output.description,
          }))}
          value={draft.referenceOutput || null}
          onChange={key =>
            onChange({ ...draft, referenceOutput: String(key ?? '') })
          }
        />
      )}
    </Flex>
  );
}
