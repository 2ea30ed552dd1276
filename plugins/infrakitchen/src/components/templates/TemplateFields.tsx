import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Text, TextAreaField, TextField } from '@backstage/ui';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { LabelsField, MultiSelect, parseLabels } from '../shared';
import { keyFromName, keyProblem } from './templateKey';
import { templatesTranslationRef, type Translate } from './translation';

/** What a person says about a template. */
export interface TemplateDraft {
  name: string;
  key: string;
  /** The key was typed and no longer follows the name. */
  keyTouched: boolean;
  description: string;
  labels: string;
  parentIds: string[];
}

export const emptyDraft: TemplateDraft = {
  name: '',
  key: '',
  keyTouched: false,
  description: '',
  labels: '',
  parentIds: [],
};

/** What is missing, or nothing. */
export function draftProblem(
  t: Translate,
  draft: TemplateDraft,
): string | undefined {
  return draft.name.trim() === ''
    ? t('templateFields.theTemplateNeedsAName')
    : keyProblem(t, draft.key);
}

/** The draft as the API takes it. */
export function toTemplateInput(draft: TemplateDraft) {
  return {
    name: draft.name.trim(),
    key: draft.key,
    description: draft.description.trim() || undefined,
    labels: parseLabels(draft.labels),
    parentIds: draft.parentIds,
  };
}

/** Name, key, description, parents and labels of a new template. */
export function TemplateFields(props: {
  draft: TemplateDraft;
  onChange: (draft: TemplateDraft) => void;
  templates: Template[];
  showProblem: boolean;
}) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { draft, onChange, templates, showProblem } = props;
  const problem = draftProblem(t, draft);
  return (
    <Flex direction="column" gap="3">
      <TextField
        label={t('templateFields.name')}
        isRequired
        value={draft.name}
        maxLength={120}
        onChange={name =>
          onChange({
            ...draft,
            name,
            key: draft.keyTouched ? draft.key : keyFromName(name),
          })
        }
      />
      <TextField
        label={t('templateFields.key')}
        isRequired
        description={t('templateFields.shortAndLastingItStands')}
        value={draft.key}
        onChange={key => onChange({ ...draft, key, keyTouched: true })}
      />
      <TextAreaField
        label={t('templateFields.description')}
        value={draft.description}
        maxLength={2000}
        onChange={description => onChange({ ...draft, description })}
      />
      <MultiSelect
        label={t('templateFields.parentTemplates')}
        description={t('templateFields.aResourceOfThisTemplate')}
        placeholder={t('templateFields.noneStandsAtTheTop')}
        options={templates.map(template => ({
          id: template.id,
          label: template.name,
          description: template.key,
        }))}
        value={draft.parentIds}
        onChange={parentIds => onChange({ ...draft, parentIds })}
      />
      <LabelsField
        value={draft.labels}
        onChange={labels => onChange({ ...draft, labels })}
      />
      {showProblem && problem && (
        <Text color="danger" role="alert">
          {problem}
        </Text>
      )}
    </Flex>
  );
}
