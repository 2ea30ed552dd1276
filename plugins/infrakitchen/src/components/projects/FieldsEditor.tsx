import { Button, ButtonIcon, Flex, Text, TextField } from '@backstage/ui';
import { RiAddLine, RiDeleteBin6Line } from '@remixicon/react';
import type { FieldDraft } from './projectDraft';

/** Free fields of a project, such as a cost centre. */
export function FieldsEditor(props: {
  fields: FieldDraft[];
  onChange: (fields: FieldDraft[]) => void;
}) {
  const { fields, onChange } = props;
  const update = (index: number, patch: Partial<FieldDraft>) =>
    onChange(
      fields.map((field, at) =>
        at === index ? { ...field, ...patch } : field,
      ),
    );
  return (
    <section aria-label="Fields">
      <Flex direction="column" gap="3">
        <div>
          <Text as="h3" variant="title-x-small">
            Fields
          </Text>
          <Text as="p" color="secondary" variant="body-small">
            Such as a cost centre. They are shown and never interpreted.
          </Text>
        </div>
        {fields.map((field, index) => (
          <Flex
            key={index}
            align="end"
            gap="2"
            role="group"
            aria-label={`Field ${index + 1}`}
            style={{ flexWrap: 'wrap' }}
          >
            <TextField
              label="Field name"
              value={field.name}
              maxLength={63}
              onChange={name => update(index, { name })}
              style={{ flex: '1 1 140px' }}
            />
            <TextField
              label="Field value"
              value={field.value}
              maxLength={2000}
              onChange={value => update(index, { value })}
              style={{ flex: '2 1 160px' }}
            />
            <ButtonIcon
              variant="tertiary"
              aria-label={`Remove field ${field.name || index + 1}`}
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
            Add field
          </Button>
        </div>
      </Flex>
    </section>
  );
}
