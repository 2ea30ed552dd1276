import { useState } from 'react';
import { Button, ButtonIcon, Text, TextField } from '@backstage/ui';
import { RiDeleteBinLine } from '@remixicon/react';
import type { JsonValue } from '@backstage/types';
import { memberPointer } from '../pointer';
import {
  entrySchema,
  isJsonObject,
  startValue,
  unwrapNullable,
} from '../schema';
import styles from '../VariablesForm.module.css';
import { useEditorScope, type EditorProps } from './EditorContext';
import { RowPager } from './RowPager';
import { usePage } from './useRows';
import { ValueEditor } from './ValueEditor';

interface Row {
  id: number;
  key: string;
}

/**
 * Maps: keys and values. The rows keep their order while keys are typed, which
 * objects do not where a key is a number.
 */
export function MapEditor(props: EditorProps) {
  const { t } = useEditorScope();
  const { label, schema, pointer, attribute, onChange } = props;
  const map = isJsonObject(props.value) ? props.value : {};
  const { schema: entry } = unwrapNullable(entrySchema(schema));
  const [kept, setKept] = useState<Row[]>(() => toRows(Object.keys(map), []));
  const rows = toRows(Object.keys(map), kept);
  const paging = usePage(rows.length);

  const commit = (next: Row[], values: Record<string, JsonValue>) => {
    setKept(next);
    onChange(
      Object.fromEntries(next.map(({ key }) => [key, values[key] ?? null])),
    );
  };
  const values = map as Record<string, JsonValue>;
  const rename = (row: Row, key: string) => {
    const { [row.key]: moved, ...rest } = values;
    commit(
      rows.map(other => (other.id === row.id ? { ...other, key } : other)),
      Object.fromEntries([...Object.entries(rest), [key, moved]]),
    );
  };
  const add = () => {
    const next = [...rows, { id: freeId(rows), key: '' }];
    commit(next, { ...values, '': startValue(entry) ?? null });
    paging.goToRow(rows.length);
  };
  const remove = (row: Row, index: number) => {
    paging.leaveRow(index);
    commit(
      rows.filter(other => other.id !== row.id),
      values,
    );
  };

  return (
    <div
      ref={paging.container}
      role="group"
      aria-label={label}
      className={styles.group}
    >
      {props.value !== undefined && rows.length === 0 && (
        <Text color="secondary">
          <em>{t('map.empty')}</em>
        </Text>
      )}
      {rows.length > 0 && (
        <ol className={styles.entries}>
          {rows.slice(paging.start, paging.end).map((row, offset) => {
            const index = paging.start + offset;
            const name = row.key
              ? `${label} ${row.key}`
              : t('map.entry', { label, number: String(index + 1) });
            return (
              <li key={row.id} data-row={index} className={styles.entry}>
                <KeyInput
                  label={t('map.keyOfEntry', {
                    label,
                    number: String(index + 1),
                  })}
                  value={row.key}
                  isTaken={key => key !== row.key && Object.hasOwn(map, key)}
                  onChange={key => rename(row, key)}
                />
                <div className={styles.entryValue}>
                  <ValueEditor
                    label={name}
                    schema={entry}
                    value={map[row.key]}
                    pointer={memberPointer(pointer, row.key)}
                    attribute={attribute}
                    onChange={next =>
                      commit(rows, { ...values, [row.key]: next ?? null })
                    }
                  />
                </div>
                <ButtonIcon
                  size="small"
                  variant="tertiary"
                  aria-label={t('map.remove', { name })}
                  icon={<RiDeleteBinLine />}
                  onPress={() => remove(row, index)}
                />
              </li>
            );
          })}
        </ol>
      )}
      <RowPager
        label={label}
        total={rows.length}
        pointers={rows.map(({ key }) => memberPointer(pointer, key))}
        paging={paging}
      />
      <div data-add className={styles.buttons}>
        <Button
          size="small"
          variant="secondary"
          aria-label={t('map.addTo', { label })}
          // Two entries without a key would be one.
          isDisabled={Object.hasOwn(map, '')}
          onPress={add}
        >
          {t('map.add')}
        </Button>
      </div>
    </div>
  );
}

/** A key that another entry has is not taken over, so no entry gets lost. */
function KeyInput(props: {
  label: string;
  value: string;
  isTaken: (key: string) => boolean;
  onChange: (key: string) => void;
}) {
  const { t } = useEditorScope();
  const { label, value, isTaken, onChange } = props;
  const [refused, setRefused] = useState<string>();
  return (
    <div
      className={styles.entryKey}
      // What is shown is what is saved.
      onBlur={() => setRefused(undefined)}
    >
      <TextField
        aria-label={label}
        placeholder={t('map.key')}
        value={refused ?? value}
        isInvalid={refused !== undefined}
        autoComplete="off"
        onChange={key => {
          const taken = isTaken(key);
          setRefused(taken ? key : undefined);
          if (!taken) {
            onChange(key);
          }
        }}
      />
      {refused !== undefined && (
        <Text color="danger" variant="body-small" role="alert">
          {t('map.keyTaken', { key: refused, kept: value })}
        </Text>
      )}
    </div>
  );
}

/** Rows for the keys that there are, in the order that they were seen. */
function toRows(keys: string[], kept: Row[]): Row[] {
  const present = new Set(keys);
  const staying = kept.filter(({ key }) => present.has(key));
  const known = new Set(staying.map(({ key }) => key));
  const rows = [...staying];
  for (const key of keys) {
    if (!known.has(key)) {
      rows.push({ id: freeId(rows), key });
    }
  }
  return rows;
}

function freeId(rows: Row[]): number {
  return rows.reduce((highest, { id }) => Math.max(highest, id), 0) + 1;
}
