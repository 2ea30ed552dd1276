import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useId } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import type { JsonValue } from '@backstage/types';
import type { RJSFSchema } from '@rjsf/utils';
import { Chip } from '../Chip';
import { ValueEditor } from './editors/ValueEditor';
import { kindOf } from './schema';
import { variablesFormTranslationRef } from './translation';

/**
 * A value that can be written but never read back. What is stored stays unless
 * a new value is typed or the old one is taken away.
 */
export function SensitiveField(props: {
  name: string;
  /** Name of the variable, which may tell the unit. */
  variable: string;
  schema: RJSFSchema;
  value: JsonValue | undefined;
  /** A value is stored already. */
  stored: boolean;
  /** The stored value is going to be taken away. */
  removed: boolean;
  onChange: (value: JsonValue | undefined) => void;
  onRemovedChange: (removed: boolean) => void;
}) {
  const { t } = useTranslationRef(variablesFormTranslationRef);
  const { name, schema, value, stored, removed, onChange } = props;
  const noteId = useId();
  const kind = kindOf(schema);
  const isInput = kind === 'string' || kind === 'number';
  const storedNote = isInput
    ? t('sensitive.storedKeptIfEmpty')
    : t('sensitive.storedReplaced');
  return (
    <Flex direction="column" gap="1">
      {!removed && (
        <div role="group" aria-describedby={noteId}>
          <ValueEditor
            label={name}
            schema={schema}
            value={value}
            pointer=""
            attribute={isInput ? props.variable : ''}
            placeholder={stored ? '••••••••' : undefined}
            onChange={next => onChange(next === '' ? undefined : next)}
          />
        </div>
      )}
      <Text id={noteId} variant="body-small" color="secondary">
        {stored ? storedNote : t('sensitive.notStored')}
      </Text>
      {!isInput && value !== undefined && (
        <div>
          <Button
            size="small"
            variant="tertiary"
            onPress={() => onChange(undefined)}
          >
            {t('sensitive.clear', { name })}
          </Button>
        </div>
      )}
      {stored && (
        <Flex align="center" gap="2" style={{ flexWrap: 'wrap' }}>
          <Button
            size="small"
            variant="tertiary"
            onPress={() => props.onRemovedChange(!removed)}
          >
            {removed
              ? t('sensitive.keep', { name })
              : t('sensitive.remove', { name })}
          </Button>
          {removed && <Chip tone="warning">{t('sensitive.removed')}</Chip>}
        </Flex>
      )}
    </Flex>
  );
}
