import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Flex,
  PasswordField,
  Select,
  Switch,
  Text,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import type { JsonObject, JsonValue } from '@backstage/types';
import { KEPT_SECRET } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { isKept, type ConfigField } from './configFields';
import { SecretMapField } from './SecretMapField';
import { connectionsTranslationRef } from './translation';

/** Form of a configuration, made from the schema of its provider. */
export function ConfigForm(props: {
  fields: ConfigField[];
  value: JsonObject;
  /** As it is stored, with its secrets masked. */
  stored: JsonObject;
  onChange: (value: JsonObject) => void;
}) {
  const { fields, value, stored, onChange } = props;
  return (
    <Flex direction="column" gap="4">
      {fields.map(field => (
        <Field
          key={field.name}
          field={field}
          value={value[field.name]}
          stored={stored[field.name]}
          onChange={next => onChange({ ...value, [field.name]: next })}
        />
      ))}
    </Flex>
  );
}

interface FieldProps {
  field: ConfigField;
  value: JsonValue | undefined;
  stored: JsonValue | undefined;
  onChange: (value: JsonValue | undefined) => void;
}

function Field(props: FieldProps) {
  const { field, value, stored, onChange } = props;
  const { title, description, required, maxLength } = field;
  const common = { label: title, description, isRequired: required };
  const text = value === undefined || value === null ? '' : String(value);
  switch (field.kind) {
    case 'map':
      return (
        <SecretMapField
          title={title}
          description={description}
          value={(value ?? {}) as JsonObject}
          stored={Object.keys((stored ?? {}) as object)}
          onChange={onChange}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          options={field.options}
          value={text || String(field.defaultValue ?? '') || null}
          onChange={key => onChange(String(key))}
        />
      );
    case 'flag':
      return (
        <Flex direction="column" gap="1">
          <Switch
            label={title}
            isSelected={Boolean(value ?? field.defaultValue)}
            onChange={onChange}
          />
          {description && (
            <Text variant="body-small" color="secondary">
              {description}
            </Text>
          )}
        </Flex>
      );
    case 'number':
      return (
        <TextField
          {...common}
          inputMode="numeric"
          placeholder={placeholderOf(field)}
          value={text}
          onChange={next =>
            onChange(
              next.trim() === '' || Number.isNaN(Number(next))
                ? next
                : Number(next),
            )
          }
        />
      );
    case 'secret':
    case 'area':
      return field.secret ? (
        <SecretText {...props} />
      ) : (
        <TextAreaField
          {...common}
          maxLength={maxLength}
          value={text}
          onChange={onChange}
        />
      );
    default:
      return (
        <TextField
          {...common}
          maxLength={maxLength}
          placeholder={placeholderOf(field)}
          value={text}
          onChange={onChange}
        />
      );
  }
}

/** A secret of one text: what is stored stays until something is typed. */
function SecretText({ field, value, stored, onChange }: FieldProps) {
  const { t } = useTranslationRef(connectionsTranslationRef);
  const hasStored = isKept(stored);
  const isRemoved = hasStored && value === undefined;
  const shown = isKept(value) || value === undefined ? '' : String(value);
  const Input = field.kind === 'area' ? TextAreaField : PasswordField;
  return (
    <Flex direction="column" gap="1">
      <Input
        label={field.title}
        description={
          hasStored
            ? t('configForm.aValueIsStoredLeave')
            : [
                field.description?.replace(/[^.]$/, '$&.'),
                t('configForm.storedEncryptedAndNeverShown'),
              ]
                .filter(Boolean)
                .join(' ')
        }
        isRequired={field.required && !hasStored}
        isDisabled={isRemoved}
        placeholder={hasStored && !isRemoved ? '••••••••' : undefined}
        autoComplete="new-password"
        value={shown}
        onChange={(next: string) =>
          onChange(next === '' && hasStored ? KEPT_SECRET : next)
        }
      />
      {hasStored && !field.required && (
        <Flex align="center" gap="2">
          <Button
            size="small"
            variant="tertiary"
            onPress={() => onChange(isRemoved ? KEPT_SECRET : undefined)}
          >
            {isRemoved
              ? t('configForm.keepTitle', { title: field.title })
              : t('configForm.removeTitle', { title: field.title })}
          </Button>
          {isRemoved && (
            <Chip tone="warning">
              {t('configForm.theStoredValueIsRemoved')}
            </Chip>
          )}
        </Flex>
      )}
    </Flex>
  );
}

function placeholderOf({ defaultValue }: ConfigField): string | undefined {
  return defaultValue === undefined ? undefined : String(defaultValue);
}
