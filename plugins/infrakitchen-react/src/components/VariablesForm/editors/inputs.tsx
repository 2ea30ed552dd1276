import { useState, type ClipboardEvent } from 'react';
import {
  Flex,
  PasswordField,
  Radio,
  RadioGroup,
  Select,
  Text,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import type { JsonValue } from '@backstage/types';
import { unitOf } from '../help';
import { optionsOf } from '../schema';
import { useEditorScope, type InputProps } from './EditorContext';
import { unitWords } from '../translation';

const hidden = { WebkitTextSecurity: 'disc' } as object;

export function OptionsInput(props: InputProps) {
  const { t } = useEditorScope();
  const { label, schema, value, onChange } = props;
  const options = optionsOf(schema, undefined) ?? [];
  return (
    <Select
      aria-label={label}
      aria-describedby={props.describedBy}
      isInvalid={props.isInvalid}
      placeholder={props.placeholder ?? t('input.choose')}
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

export function BooleanInput(props: InputProps) {
  const { label, value, onChange } = props;
  return (
    <RadioGroup
      aria-label={label}
      aria-describedby={props.describedBy}
      isInvalid={props.isInvalid}
      orientation="horizontal"
      value={typeof value === 'boolean' ? String(value) : ''}
      onChange={text => onChange(text === 'true')}
    >
      <Radio value="true">true</Radio>
      <Radio value="false">false</Radio>
    </RadioGroup>
  );
}

export function TextInput(props: InputProps) {
  const { label, schema, value, placeholder, onChange } = props;
  const { masked, t } = useEditorScope();
  const text = typeof value === 'string' ? value : '';
  const [multiline, setMultiline] = useState(schema.format === 'multiline');
  const shared = {
    'aria-label': label,
    'aria-describedby': props.describedBy,
    isInvalid: props.isInvalid,
    value: text,
    placeholder:
      placeholder ?? (value === '' ? t('input.emptyText') : undefined),
    onChange,
  };
  // An input of one line would drop the others without a word.
  const keepLines = (event: ClipboardEvent<HTMLDivElement>) => {
    const pasted = event.clipboardData.getData('text');
    const field = event.target as HTMLInputElement;
    if (/\r|\n/.test(pasted.trimEnd())) {
      event.preventDefault();
      setMultiline(true);
      onChange(
        text.slice(0, field.selectionStart ?? text.length) +
          pasted +
          text.slice(field.selectionEnd ?? text.length),
      );
    }
  };
  if (multiline || text.includes('\n')) {
    return (
      <TextAreaField
        {...shared}
        rows={6}
        // Text areas have no way of their own to hide what is typed.
        style={masked ? hidden : undefined}
        spellCheck="false"
      />
    );
  }
  return (
    <div onPaste={keepLines}>
      {masked ? (
        <PasswordField {...shared} autoComplete="new-password" />
      ) : (
        <TextField {...shared} autoComplete="off" />
      )}
    </div>
  );
}

export function NumberInput(props: InputProps) {
  const { label, schema, value, placeholder, attribute, onChange } = props;
  const { masked, help, t } = useEditorScope();
  // Kept as typed: "1." and "-" are on the way to a number.
  const [typed, setTyped] = useState('');
  const text =
    parseNumber(typed) === (value ?? undefined) ? typed : asText(value);
  const found = unitOf(
    attribute.split('.').pop() ?? '',
    help[attribute] ?? schema.description,
  );
  const unit = found && isWord(found) ? t(`unit.${found}`) : found;
  const shared = {
    'aria-label': unit ? `${label} (${unit})` : label,
    'aria-describedby': props.describedBy,
    isInvalid: props.isInvalid,
    value: text,
    placeholder,
    onChange: (next: string) => {
      setTyped(next);
      onChange(parseNumber(next));
    },
  };
  return (
    <Flex align="center" gap="2">
      {masked ? (
        <PasswordField {...shared} autoComplete="new-password" />
      ) : (
        <TextField
          {...shared}
          inputMode="decimal"
          autoComplete="off"
          style={{ flex: '0 1 240px' }}
        />
      )}
      {unit && (
        <Text color="secondary" aria-hidden="true">
          {unit}
        </Text>
      )}
    </Flex>
  );
}

function asText(value: JsonValue | undefined): string {
  return value === undefined || value === null ? '' : String(value);
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What is not a number stays text, which the validation then refuses. */
function parseNumber(text: string): JsonValue | undefined {
  const trimmed = text.trim();
  if (trimmed === '') {
    return undefined;
  }
  const number = Number(trimmed);
  return decimal.test(trimmed) && Number.isFinite(number) ? number : trimmed;
}

function isWord(unit: string): unit is keyof typeof unitWords {
  return Object.hasOwn(unitWords, unit);
}
