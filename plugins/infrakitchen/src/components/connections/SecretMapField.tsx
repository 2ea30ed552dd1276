import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import {
  Button,
  ButtonIcon,
  Flex,
  PasswordField,
  Text,
  TextField,
} from '@backstage/ui';
import type { JsonObject } from '@backstage/types';
import { RiAddLine, RiDeleteBin6Line } from '@remixicon/react';
import { KEPT_SECRET } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { isKept } from './configFields';
import { connectionsTranslationRef } from './translation';

interface Row {
  name: string;
  value: string;
}

/** Secrets by name. What is stored stays unless a new value is typed. */
export function SecretMapField(props: {
  title: string;
  description?: string;
  value: JsonObject;
  /** Names that have a stored value. */
  stored: string[];
  onChange: (value: JsonObject) => void;
}) {
  const { t } = useTranslationRef(connectionsTranslationRef);
  const { title, description, stored, onChange } = props;
  const [rows, setRows] = useState<Row[]>(() =>
    Object.entries(props.value).map(([name, value]) => ({
      name,
      value: isKept(value) ? '' : String(value),
    })),
  );
  const change = (next: Row[]) => {
    setRows(next);
    onChange(
      Object.fromEntries(
        next
          .filter(({ name }) => name.trim() !== '')
          .map(({ name, value }) => [
            name.trim(),
            value === '' && stored.includes(name.trim()) ? KEPT_SECRET : value,
          ]),
      ),
    );
  };
  const update = (index: number, patch: Partial<Row>) =>
    change(rows.map((row, at) => (at === index ? { ...row, ...patch } : row)));
  return (
    <section aria-label={title}>
      <Flex direction="column" gap="3">
        <div>
          <Text as="h4" variant="title-x-small">
            {title}
          </Text>
          {description && (
            <Text as="p" color="secondary" variant="body-small">
              {description}
            </Text>
          )}
        </div>
        {rows.map((row, index) => (
          <Flex
            key={index}
            align="end"
            gap="2"
            role="group"
            aria-label={`${title} ${index + 1}`}
            style={{ flexWrap: 'wrap' }}
          >
            <TextField
              label={t('secretMapField.name')}
              value={row.name}
              maxLength={128}
              onChange={name => update(index, { name })}
              style={{ flex: '1 1 140px' }}
            />
            <PasswordField
              label={t('secretMapField.value')}
              value={row.value}
              autoComplete="new-password"
              placeholder={
                stored.includes(row.name.trim())
                  ? t('secretMapField.storedKept')
                  : undefined
              }
              onChange={value => update(index, { value })}
              style={{ flex: '2 1 160px' }}
            />
            <ButtonIcon
              variant="tertiary"
              aria-label={t('secretMapField.remove', {
                name:
                  row.name ||
                  t('secretMapField.rowNumber', { number: String(index + 1) }),
              })}
              icon={<RiDeleteBin6Line />}
              onPress={() => change(rows.filter((_, at) => at !== index))}
            />
          </Flex>
        ))}
        <div>
          <Button
            variant="secondary"
            iconStart={<RiAddLine />}
            onPress={() => change([...rows, { name: '', value: '' }])}
          >
            {t('secretMapField.add')}
          </Button>
        </div>
      </Flex>
    </section>
  );
}
