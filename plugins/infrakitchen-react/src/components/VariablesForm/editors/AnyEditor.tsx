import { useState } from 'react';
import { Flex, Select, Text } from '@backstage/ui';
import type { JsonValue } from '@backstage/types';
import type { RJSFSchema } from '@rjsf/utils';
import { useEditorScope, type EditorProps } from './EditorContext';
import { ValueEditor } from './ValueEditor';

const kinds = ['text', 'number', 'boolean', 'list', 'map', 'nothing'] as const;

type AnyKind = (typeof kinds)[number];

const schemas: Record<AnyKind, RJSFSchema> = {
  text: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  list: { type: 'array', items: {} },
  map: { type: 'object', additionalProperties: {} },
  nothing: { type: 'null' },
};

/** A value of any type: its kind is chosen, and then it is typed as that. */
export function AnyEditor(props: EditorProps) {
  const { t } = useEditorScope();
  const { label, value, onChange } = props;
  const held = kindOfValue(value);
  // A number is text while it is typed, and nothing before.
  const [chosen, setChosen] = useState<AnyKind>();
  const isOnTheWay =
    (chosen === 'number' && (held === 'text' || isNothing(held))) ||
    (chosen === 'boolean' && isNothing(held));
  const kind = isOnTheWay ? chosen : held;
  const unfinished = chosen === 'number' && held === 'text' && value !== '';

  const choose = (next: AnyKind) => {
    setChosen(next);
    onChange(convert(value, next));
  };
  return (
    <Flex direction="column" gap="2">
      <Select
        aria-label={t('any.kind', { label })}
        placeholder={t('any.chooseKind')}
        options={kinds.map(id => ({ id, label: t(`any.${id}`) }))}
        value={kind ?? null}
        onChange={next => next && choose(next as AnyKind)}
        style={{ maxWidth: 240 }}
      />
      {kind && kind !== 'nothing' && (
        <ValueEditor
          {...props}
          key={kind}
          schema={{ ...schemas[kind], description: props.schema.description }}
          onChange={onChange}
        />
      )}
      {unfinished && (
        <Text variant="body-small" color="danger" role="alert">
          {t('any.notANumber')}
        </Text>
      )}
    </Flex>
  );
}

function isNothing(kind: AnyKind | undefined): boolean {
  return kind === undefined || kind === 'nothing';
}

function kindOfValue(value: JsonValue | undefined): AnyKind | undefined {
  if (value === undefined || value === null) {
    return value === null ? 'nothing' : undefined;
  }
  if (Array.isArray(value)) {
    return 'list';
  }
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'object':
      return 'map';
    default:
      return typeof value as 'number' | 'boolean';
  }
}

/** What can be kept when another kind is chosen is kept. */
function convert(
  value: JsonValue | undefined,
  kind: AnyKind,
): JsonValue | undefined {
  switch (kind) {
    case 'text':
      return typeof value === 'number' || typeof value === 'boolean'
        ? String(value)
        : '';
    case 'number':
      return typeof value === 'string' &&
        value.trim() !== '' &&
        Number.isFinite(Number(value))
        ? Number(value)
        : undefined;
    case 'boolean':
      return value === 'true' || value === 'false'
        ? value === 'true'
        : undefined;
    case 'list':
      return [];
    case 'map':
      return {};
    default:
      return null;
  }
}
