import { useState } from 'react';
import { Button, ButtonIcon, Flex, Text, TextAreaField } from '@backstage/ui';
import {
  RiArrowDownLine,
  RiArrowUpLine,
  RiDeleteBinLine,
} from '@remixicon/react';
import type { JsonValue } from '@backstage/types';
import { memberPointer } from '../pointer';
import { entrySchema, kindOf, startValue, unwrapNullable } from '../schema';
import styles from '../VariablesForm.module.css';
import { useEditorScope, type EditorProps } from './EditorContext';
import { RowPager } from './RowPager';
import { usePage, useRows } from './useRows';
import { ValueEditor } from './ValueEditor';

/** Lists, whose entries have an order, and sets, whose entries have none. */
export function ListEditor(props: EditorProps) {
  const { label, schema, pointer, attribute, onChange } = props;
  const { masked, t } = useEditorScope();
  const items = Array.isArray(props.value) ? props.value : [];
  const isSet = schema.uniqueItems === true;
  const { schema: entry } = unwrapNullable(entrySchema(schema));
  const rows = useRows(items.length);
  const paging = usePage(items.length);
  const [several, setSeveral] = useState(false);
  const ofText = kindOf(entry) === 'string' || kindOf(entry) === 'number';

  const set = (index: number, value: JsonValue | undefined) =>
    onChange(items.map((item, at) => (at === index ? value ?? null : item)));
  const append = (added: JsonValue[]) => {
    rows.add(added.length);
    onChange([...items, ...added]);
    paging.goToRow(items.length + added.length - 1);
  };
  const remove = (index: number) => {
    rows.remove(index);
    paging.leaveRow(index);
    onChange(items.filter((_, at) => at !== index));
  };
  const swap = (index: number, other: number) => {
    rows.swap(index, other);
    const next = [...items];
    [next[index], next[other]] = [next[other], next[index]];
    onChange(next);
    paging.showRow(other);
  };

  return (
    <div
      ref={paging.container}
      role="group"
      aria-label={label}
      className={styles.group}
    >
      {props.value !== undefined && items.length === 0 && (
        <Text color="secondary">
          <em>{isSet ? t('list.emptySet') : t('list.emptyList')}</em>
        </Text>
      )}
      {items.length > 0 && (
        <ol className={styles.entries}>
          {items.slice(paging.start, paging.end).map((item, offset) => {
            const index = paging.start + offset;
            const name = t('list.entry', {
              label,
              number: String(index + 1),
            });
            return (
              <li
                key={rows.keys[index]}
                data-row={index}
                value={index + 1}
                className={styles.entry}
              >
                {/* Each input is named by its number. */}
                <span className={styles.entryNumber} aria-hidden="true">
                  {index + 1}
                </span>
                <div className={styles.entryValue}>
                  <ValueEditor
                    label={name}
                    schema={entry}
                    value={item}
                    pointer={memberPointer(pointer, index)}
                    attribute={attribute}
                    onChange={next => set(index, next)}
                  />
                </div>
                {!isSet && (
                  <>
                    <ButtonIcon
                      size="small"
                      variant="tertiary"
                      aria-label={t('list.moveUp', { name })}
                      icon={<RiArrowUpLine />}
                      isDisabled={index === 0}
                      onPress={() => swap(index, index - 1)}
                    />
                    <ButtonIcon
                      size="small"
                      variant="tertiary"
                      aria-label={t('list.moveDown', { name })}
                      icon={<RiArrowDownLine />}
                      isDisabled={index === items.length - 1}
                      onPress={() => swap(index, index + 1)}
                    />
                  </>
                )}
                <ButtonIcon
                  size="small"
                  variant="tertiary"
                  aria-label={t('list.remove', { name })}
                  icon={<RiDeleteBinLine />}
                  onPress={() => remove(index)}
                />
              </li>
            );
          })}
        </ol>
      )}
      <RowPager
        label={label}
        total={items.length}
        pointers={items.map((_, index) => memberPointer(pointer, index))}
        paging={paging}
      />
      {several ? (
        <SeveralEntries
          label={label}
          isNumber={kindOf(entry) === 'number'}
          onCancel={() => setSeveral(false)}
          onAdd={added => {
            setSeveral(false);
            append(added);
          }}
        />
      ) : (
        <div data-add className={styles.buttons}>
          <Button
            size="small"
            variant="secondary"
            aria-label={t('list.addTo', { label })}
            onPress={() => append([startValue(entry) ?? null])}
          >
            {t('list.add')}
          </Button>
          {ofText && !masked && (
            <Button
              size="small"
              variant="tertiary"
              aria-label={t('list.addSeveralTo', { label })}
              onPress={() => setSeveral(true)}
            >
              {t('list.addSeveral')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** Many entries at once, one in each line. */
function SeveralEntries(props: {
  label: string;
  isNumber: boolean;
  onAdd: (entries: JsonValue[]) => void;
  onCancel: () => void;
}) {
  const { t } = useEditorScope();
  const { label, isNumber, onAdd, onCancel } = props;
  const [text, setText] = useState('');
  const lines = text
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(Boolean);
  return (
    <Flex direction="column" gap="2">
      <TextAreaField
        label={t('list.newEntries', { label })}
        description={t('list.newEntriesHelp')}
        value={text}
        onChange={setText}
        rows={6}
        spellCheck="false"
        // The reader asked for this field, and goes on in it.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
      />
      <div className={styles.buttons}>
        <Button
          size="small"
          variant="secondary"
          isDisabled={lines.length === 0}
          onPress={() =>
            onAdd(
              lines.map(line =>
                isNumber && Number.isFinite(Number(line)) ? Number(line) : line,
              ),
            )
          }
        >
          {t('list.addCounted', { count: lines.length })}
        </Button>
        <Button size="small" variant="tertiary" onPress={onCancel}>
          {t('list.addNone')}
        </Button>
      </div>
    </Flex>
  );
}
