import { useId, useState } from 'react';
import { Button, Flex, PasswordField, Text } from '@backstage/ui';
import type { JsonValue } from '@backstage/types';
import type { RJSFSchema } from '@rjsf/utils';
import { Chip } from '../Chip';

/**
 * A value that can be written but never read back. What is stored stays unless
 * a new value is typed or the old one is taken away.
 */
export function SensitiveField(props: {
  name: string;
  schema: RJSFSchema;
  /** A value is stored already. */
  stored: boolean;
  /** The stored value is going to be taken away. */
  removed: boolean;
  onChange: (value: JsonValue | undefined) => void;
  onRemovedChange: (removed: boolean) => void;
}) {
  const { name, schema, stored, removed, onChange, onRemovedChange } = props;
  const [text, setText] = useState('');
  const noteId = useId();
  const note = stored
    ? 'A value is stored. Leave this empty to keep it.'
    : 'Stored encrypted and never shown again.';
  return (
    <Flex direction="column" gap="1">
      <PasswordField
        aria-label={name}
        aria-describedby={noteId}
        placeholder={stored && !removed ? '••••••••' : undefined}
        value={text}
        isDisabled={removed}
        autoComplete="new-password"
        onChange={next => {
          setText(next);
          onChange(next === '' ? undefined : parseSecret(schema, next));
        }}
      />
      <Text id={noteId} variant="body-small" color="secondary">
        {note}
      </Text>
      {stored && (
        <Flex align="center" gap="2">
          <Button
            size="small"
            variant="tertiary"
            onPress={() => {
              setText('');
              onRemovedChange(!removed);
            }}
          >
            {removed ? `Keep value of ${name}` : `Remove value of ${name}`}
          </Button>
          {removed && <Chip tone="warning">The stored value is removed.</Chip>}
        </Flex>
      )}
    </Flex>
  );
}

/** Secrets are mostly text; other types are written as JSON. */
function parseSecret(schema: RJSFSchema, text: string): JsonValue {
  if (schema.type === 'string') {
    return text;
  }
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
