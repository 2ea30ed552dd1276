import { lazy, Suspense, useState } from 'react';
import {
  Radio,
  RadioGroup,
  Select,
  Skeleton,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import type { JsonValue } from '@backstage/types';
import type { RJSFSchema } from '@rjsf/utils';
import type { EffectiveVariable } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { fieldKind, optionsOf } from './schema';
import { JsonField } from './JsonField';

// The schema form is large, and most variables do not need it.
const StructureField = lazy(() =>
  import('./StructureField').then(m => ({ default: m.StructureField })),
);

/** Props of an input for one variable. */
export interface FieldEditorProps {
  name: string;
  /** Without its null. */
  schema: RJSFSchema;
  variable: EffectiveVariable | undefined;
  value: JsonValue | undefined;
  placeholder?: string;
  /** `undefined` for nothing. */
  onChange: (value: JsonValue | undefined) => void;
}

/** The input that fits the type of a variable. */
export function FieldEditor(props: FieldEditorProps) {
  const { name, schema, variable, value, onChange } = props;
  switch (fieldKind(schema, variable)) {
    case 'options':
      return <OptionsField {...props} />;
    case 'boolean':
      return (
        <RadioGroup
          aria-label={name}
          orientation="horizontal"
          value={typeof value === 'boolean' ? String(value) : ''}
          onChange={text => onChange(text === 'true')}
        >
          <Radio value="true">true</Radio>
          <Radio value="false">false</Radio>
        </RadioGroup>
      );
    case 'number':
      return <NumberInput {...props} />;
    case 'string':
      return <StringInput {...props} />;
    case 'structure':
      return (
        <Suspense fallback={<Skeleton height={64} />}>
          <StructureField {...props} />
        </Suspense>
      );
    default:
      return <JsonField {...props} />;
  }
}

function OptionsField(props: FieldEditorProps) {
  const { name, schema, variable, value, onChange } = props;
  const options = optionsOf(schema, variable) ?? [];
  return (
    <Select
      aria-label={name}
      placeholder={props.placeholder ?? 'Choose'}
      searchable={options.length > 10}
      options={options.map(option => ({
        id: JSON.stringify(option),
        label: typeof option === 'string' ? option : JSON.stringify(option),
      }))}
      value={value === undefined ? null : JSON.stringify(value)}
      onChange={key => onChange(key ? JSON.parse(String(key)) : undefined)}
    />
  );
}

function StringInput(props: FieldEditorProps) {
  const { name, schema, value, placeholder, onChange } = props;
  const text = typeof value === 'string' ? value : '';
  const change = (next: string) => onChange(next === '' ? undefined : next);
  const [multiline] = useState(
    text.includes('\n') || schema.format === 'multiline',
  );
  return multiline ? (
    <TextAreaField
      aria-label={name}
      value={text}
      placeholder={placeholder}
      onChange={change}
      rows={6}
    />
  ) : (
    <TextField
      aria-label={name}
      value={text}
      placeholder={placeholder}
      onChange={change}
      autoComplete="off"
    />
  );
}

function NumberInput(props: FieldEditorProps) {
  const { name, value, placeholder, onChange } = props;
  // Kept as typed: "1." and "-" are on the way to a number.
  const [text, setText] = useState(value === undefined ? '' : String(value));
  return (
    <TextField
      aria-label={name}
      inputMode="decimal"
      value={text}
      placeholder={placeholder}
      autoComplete="off"
      onChange={next => {
        setText(next);
        onChange(parseNumber(next));
      }}
    />
  );
}

/** What is not a number stays text, which the validation then refuses. */
function parseNumber(text: string): JsonValue | undefined {
  const trimmed = text.trim();
  if (trimmed === '') {
    return undefined;
  }
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : trimmed;
}
