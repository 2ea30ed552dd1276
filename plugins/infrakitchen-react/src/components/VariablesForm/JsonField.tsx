import { useId, useState } from 'react';
import { Flex, Text, TextAreaField } from '@backstage/ui';
import type { JsonValue } from '@backstage/types';
import type { FieldEditorProps } from './FieldEditor';

/** A value of any type, written as JSON. */
export function JsonField(
  props: Omit<FieldEditorProps, 'schema' | 'variable'>,
) {
  const { name, value, onChange } = props;
  const [text, setText] = useState(
    value === undefined ? '' : JSON.stringify(value, undefined, 2),
  );
  const [problem, setProblem] = useState<string>();
  const noteId = useId();

  const change = (next: string) => {
    setText(next);
    if (next.trim() === '') {
      setProblem(undefined);
      onChange(undefined);
      return;
    }
    try {
      onChange(JSON.parse(next) as JsonValue);
      setProblem(undefined);
    } catch (error) {
      setProblem(`This is not JSON yet: ${(error as Error).message}`);
    }
  };

  return (
    <Flex direction="column" gap="1">
      <TextAreaField
        aria-label={name}
        aria-describedby={noteId}
        value={text}
        onChange={change}
        rows={5}
        isInvalid={problem !== undefined}
        spellCheck="false"
      />
      <Text id={noteId} variant="body-small" color="secondary">
        Written as JSON.
      </Text>
      {problem && (
        <Text color="danger" variant="body-small" role="alert">
          {problem}
        </Text>
      )}
    </Flex>
  );
}
