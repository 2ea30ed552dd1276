import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Text, TextAreaField, TextField } from '@backstage/ui';
import type { RuleDraft } from './ruleDraft';
import { templatesTranslationRef } from './translation';

/** Fields for how forms show a variable. */
export function FormFields(props: {
  draft: RuleDraft;
  onChange: (draft: RuleDraft) => void;
}) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { draft, onChange } = props;
  return (
    <>
      <Text as="h4" variant="title-x-small">
        {t('formFields.inForms')}
      </Text>
      <TextField
        label={t('formFields.label')}
        description={t('formFields.inPlaceOfTheName')}
        value={draft.label}
        maxLength={120}
        onChange={label => onChange({ ...draft, label })}
      />
      <TextAreaField
        label={t('formFields.help')}
        description={t('formFields.inPlaceOfTheDescription')}
        value={draft.help}
        maxLength={2000}
        onChange={help => onChange({ ...draft, help })}
      />
      <TextField
        label={t('formFields.placeholder')}
        value={draft.placeholder}
        maxLength={200}
        onChange={placeholder => onChange({ ...draft, placeholder })}
      />
      <Flex gap="3" style={{ flexWrap: 'wrap' }}>
        <TextField
          label={t('formFields.group')}
          description={t('formFields.sectionOfTheForm')}
          value={draft.group}
          maxLength={60}
          onChange={group => onChange({ ...draft, group })}
        />
        <TextField
          label={t('formFields.order')}
          description={t('formFields.lowestFirstWithoutItAfter')}
          inputMode="numeric"
          value={draft.order}
          onChange={order => onChange({ ...draft, order })}
        />
      </Flex>
    </>
  );
}
