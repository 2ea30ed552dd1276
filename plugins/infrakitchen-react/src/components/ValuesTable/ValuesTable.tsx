import { useMemo } from 'react';
import { Flex, Text } from '@backstage/ui';
import type {
  EffectiveVariable,
  ResourceLink,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '../Chip';
import { DataTable, type DataColumn } from '../DataTable';
import { EmptyState } from '../EmptyState';
import { provenanceText, ValueWithProvenance } from '../ValueWithProvenance';

type Row = EffectiveVariable & { id: string };

/**
 * Variables with their effective values, where each comes from, and what it
 * overrides.
 *
 * @public
 */
export function ValuesTable(props: {
  variables: EffectiveVariable[];
  label?: string;
  resourceHref?: (resource: ResourceLink) => string;
}) {
  const { variables, label = 'Values', resourceHref } = props;
  const items = useMemo(
    () =>
      variables.map((variable): Row => ({ ...variable, id: variable.name })),
    [variables],
  );
  const columns = useMemo(
    (): Array<DataColumn<Row>> => [
      {
        id: 'name',
        label: 'Variable',
        render: variable => (
          <Flex direction="column" gap="0.5">
            <code>{variable.name}</code>
            <VariableMarks variable={variable} />
          </Flex>
        ),
      },
      {
        id: 'value',
        label: 'Value',
        render: variable => (
          <Flex direction="column" gap="1">
            <ValueWithProvenance
              value={variable.value}
              isSet={variable.isSet}
              sensitive={variable.sensitive}
              provenance={variable.provenance}
              resourceHref={resourceHref}
            />
            {variable.overridden && variable.overridden.length > 0 && (
              <Text variant="body-x-small" color="secondary">
                instead of{' '}
                {variable.overridden
                  .map(
                    other =>
                      `${
                        variable.sensitive
                          ? 'a value'
                          : JSON.stringify(other.value)
                      } (${provenanceText(other.provenance)})`,
                  )
                  .join(', ')}
              </Text>
            )}
          </Flex>
        ),
      },
      {
        id: 'type',
        label: 'Type',
        render: variable => (
          <code style={{ overflowWrap: 'anywhere' }}>{variable.type}</code>
        ),
      },
    ],
    [resourceHref],
  );
  if (variables.length === 0) {
    return <EmptyState title="The module has no variables" />;
  }
  return <DataTable label={label} columns={columns} items={items} />;
}

/** The rules of a variable as small marks. @public */
export function VariableMarks(props: {
  variable: Pick<EffectiveVariable, 'sensitive' | 'rule'>;
  required?: boolean;
}) {
  const { sensitive, rule } = props.variable;
  const marks = [
    (props.required || rule?.required) && 'required',
    sensitive && 'sensitive',
    rule?.frozen && 'frozen',
    rule?.unique && 'unique',
    rule?.restricted && 'restricted',
    rule?.reference && 'reference',
  ].filter((mark): mark is string => typeof mark === 'string');
  if (marks.length === 0) {
    return null;
  }
  return (
    <Flex gap="1" style={{ flexWrap: 'wrap' }}>
      {marks.map(mark => (
        <Chip key={mark} tone={mark === 'required' ? 'info' : 'neutral'}>
          {mark}
        </Chip>
      ))}
    </Flex>
  );
}
