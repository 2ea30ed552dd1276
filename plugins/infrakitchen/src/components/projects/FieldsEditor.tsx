import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonIcon, Flex, Text, TextField } from '@backstage/ui';
import { RiAddLine, RiDeleteBin6Line } from '@remixicon/react';
import type { FieldDraft } from './projectDraft';
import { projectsTranslationRef } from './translation';

/** Free fields of a project, such as a cost centre. */
export function FieldsEditor(props: {
  fields: FieldDraft[];
  onChange: (fields: FieldDraft[]) => void;
}) {
  const { t } = useTranslationRef(projectsTranslationRef);
  const { fields, onChange } = props;
  const update = (index: number, patch: Partial<FieldDraft>) =>
    onChange(
      fields.map((field, at) =>
        at === index ? { ...field, ...patch } : field,
      ),
    );
  return (
    <section aria-label={t('fieldsEditor.fields')}>
      <Flex direction="column" gap="3">
        <div>
          <Text as="h3" variant="title-x-small">
            {t('fieldsEditor.fields')}
          </Text>
          <Text as="p" color="secondary" variant="body-small">
            {t('fieldsEditor.suchAsACostCentre')}
          </Text>
        </div>
        {fields.map((field, index) => (
          <Flex
            key={index}
            align="end"
            gap="2"
            role="group"
            aria-label={t('fieldsEditor.fieldNumber', {
              number: String(index + 1),
            })}
            style={{ flexWrap: 'wrap' }}
          >
            <TextField
              label={t('fieldsEditor.fieldName')}
              value={field.name}
              maxLength={63}
              onChange={name => update(index, { name })}
              style={{ flex: '1 1 140px' }}
            />
            <TextField
              label={t('fieldsEditor.value')}
              value={field.value}
              maxLength={2000}
              onChange={value => update(index, { value })}
              style={{ flex: '2 1 160px' }}
            />
            <ButtonIcon
              variant="tertiary"
              aria-label={t('fieldsEditor.removeField', {
                name: String(field.name || index + 1),
              })}
              icon={<RiDeleteBin6Line />}
              onPress={() => onChange(fields.filter((_, at) => at !== index))}
            />
          </Flex>
        ))}
        <div>
          <Button
            variant="secondary"
            iconStart={<RiAddLine />}
            onPress={() => onChange([...fields, { name: '', value: '' }])}
          >
            {t('fieldsEditor.addField')}
          </Button>
        </div>
      </Flex>
    </section>
  );
}
