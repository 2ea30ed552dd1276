import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import type { VersionFinding } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Chip,
  DataTable,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { templatesTranslationRef, type Translate } from './translation';

type Row = VersionFinding & { id: string };

const columns: (t: Translate) => DataColumn<Row>[] = t => [
  {
    id: 'name',
    label: t('findingList.what'),
    render: ({ name, kind }) => (
      <Flex direction="column" gap="1">
        <code style={{ overflowWrap: 'anywhere' }}>{name}</code>
        <Text variant="body-small" color="secondary">
          {kind.replaceAll('_', ' ')}
        </Text>
      </Flex>
    ),
  },
  {
    id: 'severity',
    label: t('findingList.weight'),
    render: ({ severity }) =>
      severity === 'breaking' ? (
        <Chip tone="danger">{t('findingList.breaking')}</Chip>
      ) : (
        <Chip>{t('findingList.notice')}</Chip>
      ),
  },
  {
    id: 'change',
    label: t('findingList.beforeAndAfter'),
    render: ({ before, after }) =>
      before === undefined && after === undefined ? (
        '–'
      ) : (
        <span style={{ overflowWrap: 'anywhere' }}>
          <del>{before ?? t('findingList.nothing')}</del> →{' '}
          <ins>{after ?? t('findingList.nothing')}</ins>
        </span>
      ),
  },
  {
    id: 'message',
    label: t('findingList.whatItMeans'),
    render: ({ message }) => <Text>{message}</Text>,
  },
];

/** What differs between two versions, what breaks resources first. */
export function FindingList(props: { findings: VersionFinding[] }) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const shown = useMemo(() => columns(t), [t]);
  const { findings } = props;
  const breaking = findings.filter(one => one.severity === 'breaking').length;
  const notices = findings.length - breaking;
  if (findings.length === 0) {
    return <Text>{t('findingList.nothingDiffersThatResourcesCould')}</Text>;
  }
  return (
    <Flex direction="column" gap="3">
      <Flex gap="1" style={{ flexWrap: 'wrap' }}>
        <Chip tone={breaking > 0 ? 'danger' : 'success'}>
          {t('findingList.breakingOnes', { count: breaking })}
        </Chip>
        <Chip>{t('findingList.notices', { count: notices })}</Chip>
      </Flex>
      <DataTable
        label={t('findingList.differences')}
        columns={shown}
        items={findings.map((finding, index) => ({
          ...finding,
          id: String(index),
        }))}
      />
    </Flex>
  );
}
