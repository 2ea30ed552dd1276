import { Flex, Text, TextAreaField, TextField } from '@backstage/ui';
import type { RuleDraft } from './ruleDraft';

/** Fields for how forms show a variable. */
export function FormFields(props: {
  draft: RuleDraft;
  onChange: (draft: RuleDraft) => void;
}) {
  const { draft, onChange } = props;
  return (
    <>
      <Text as="h4" variant="title-x-small">
        In forms
      </Text>
      <TextField
        label="Label"
        description="In place of the name of the variable."
        value={draft.label}
        maxLength={120}
        onChange={label => onChange({ ...draft, label })}
      />
      <TextAreaField
        label="Help"
        description="In place of the description in the module."
        value={draft.help}
        maxLength={2000}
        onChange={help => onChange({ ...draft, help })}
      />
      <TextField
        label="Placeholder"
        value={draft.placeholder}
        maxLength={200}
        onChange={placeholder => onChange({ ...draft, placeholder })}
      />
      <Flex gap="3" style={{ flexWrap: 'wrap' }}>
        <TextField
          label="Group"
          description="Section of the form."
          value={draft.group}
          maxLength={60}
          onChange={group => onChange({ ...draft, group })}
        />
        <TextField
          label="Order"
          description="Lowest first; without it, after those that have one."
          inputMode="numeric"
          value={draft.order}
          onChange={order => onChange({ ...draft, order })}
        />
      </Flex>
    </>
  );
}
