import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import type { EffectiveVariable } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  Chip,
  DataTable,
  readableValue,
  JsonValueView,
  TextDiff,
  ValueWithProvenance,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { sharedTranslationRef, type Translate } from './translation';

/** A field before and after. */
export interface DifferingField {
  field: string;
  /** Differs, but what it holds is not told. */
  sensitive?: boolean;
  before?: unknown;
  after?: unknown;
  author?: string;
  /** What holds on the side that has no value of its own. */
  instead?: Pick<EffectiveVariable, 'value' | 'provenance'>;
}

type Row = DifferingField & { id: string };

const field: (t: Translate) => DataColumn<Row> = t => ({
  id: 'field',
  label: t('fieldDiff.field'),
  render: row => <code style={{ overflowWrap: 'anywhere' }}>{row.field}</code>,
});
const author: (t: Translate) => DataColumn<Row> = t => ({
  id: 'author',
  label: t('fieldDiff.by'),
  render: row => (row.author ? <ActorName actor={row.author} /> : '–'),
});

function Side(props: { row: Row; value: unknown }) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const { row, value } = props;
  if (row.sensitive) {
    return <Chip>{t('fieldDiff.sensitiveNotShown')}</Chip>;
  }
  if (value === undefined && row.instead) {
    return (
      <>
        {t('fieldDiff.notSetUsedIs', {
          notSet: <em>{t('fieldDiff.notSetHere')}</em>,
          used: (
            <ValueWithProvenance
              value={row.instead.value}
              provenance={row.instead.provenance}
            />
          ),
        })}
      </>
    );
  }
  return <JsonValueView value={value} />;
}

/** Where both sides are long, only what differs is worth reading. */
function LongSides(props: { row: Row }) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const { field: name, before, after } = props.row;
  return (
    <TextDiff
      label={t('fieldDiff.linesOfNameThatDiffer', { name })}
      before={readableValue(before)}
      after={readableValue(after)}
    />
  );
}

function isLong({ before, after }: Row): boolean {
  return [before, after].every(value => readableValue(value).includes('\n'));
}

function sizeText(t: Translate, value: unknown): string {
  const lines = readableValue(value).split('\n').length;
  return Array.isArray(value)
    ? t('fieldDiff.entries', { count: value.length })
    : t('fieldDiff.lines', { count: lines });
}

/** Fields that differ, side by side. */
export function FieldDiff(props: {
  label: string;
  fields: DifferingField[];
  beforeLabel?: string;
  afterLabel?: string;
  /** Also says who wrote each field. */
  withAuthor?: boolean;
}) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const { label, fields, withAuthor } = props;
  const {
    beforeLabel = t('fieldDiff.before'),
    afterLabel = t('fieldDiff.after'),
  } = props;
  const items = useMemo(
    () => fields.map(item => ({ ...item, id: item.field })),
    [fields],
  );
  const columns = useMemo(
    (): Array<DataColumn<Row>> => [
      field(t),
      {
        id: 'before',
        label: beforeLabel,
        render: row =>
          isLong(row) ? (
            sizeText(t, row.before)
          ) : (
            <Side row={row} value={row.before} />
          ),
      },
      {
        id: 'after',
        label: afterLabel,
        render: row =>
          isLong(row) ? (
            <LongSides row={row} />
          ) : (
            <Side row={row} value={row.after} />
          ),
      },
      ...(withAuthor ? [author(t)] : []),
    ],
    [beforeLabel, afterLabel, withAuthor, t],
  );
  return <DataTable label={label} columns={columns} items={items} />;
}
