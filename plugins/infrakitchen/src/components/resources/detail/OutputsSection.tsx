import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import type {
  Output,
  Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  CopyButton,
  DataTable,
  EmptyState,
  formatValue,
  JsonValueView,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section } from '../../shared';
import { SensitiveOutput } from './SensitiveOutput';
import { resourcesDetailTranslationRef, type Translate } from './translation';

type Row = Output & { id: string };

const columnsOf = (
  t: Translate,
  resourceId: string,
): Array<DataColumn<Row>> => [
  {
    id: 'name',
    label: t('outputsSection.output'),
    render: output => <code>{output.name}</code>,
  },
  {
    id: 'value',
    label: t('outputsSection.value'),
    render: output =>
      output.sensitive ? (
        <SensitiveOutput resourceId={resourceId} name={output.name} />
      ) : (
        <JsonValueView value={output.value} />
      ),
  },
  {
    id: 'copy',
    label: t('outputsSection.copy'),
    render: output =>
      output.sensitive || output.value === undefined ? (
        ''
      ) : (
        <CopyButton
          label={t('outputsSection.copyOutputName', { name: output.name })}
          text={formatValue(output.value)}
        />
      ),
  },
];

/** What the resource hands to its children and readers. */
export function OutputsSection(props: { resource: Resource }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource } = props;
  const items = useMemo(
    () => resource.outputs.map(output => ({ ...output, id: output.name })),
    [resource.outputs],
  );
  const columns = useMemo(() => columnsOf(t, resource.id), [resource.id, t]);
  return (
    <Section title={t('outputsSection.outputs')}>
      <DataTable
        label={t('outputsSection.outputsOfTheResource')}
        columns={columns}
        items={items}
        empty={
          <EmptyState
            title={t('outputsSection.noOutputs')}
            description={
              resource.state === 'provisioned'
                ? t('outputsSection.theModuleHasNoOutputs')
                : t('outputsSection.outputsAreThereOnceThe')
            }
          />
        }
      />
    </Section>
  );
}
