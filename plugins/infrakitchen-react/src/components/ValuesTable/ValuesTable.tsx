import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { valuesTableTranslationRef } from './translation';
import { valueWithProvenanceTranslationRef } from '../ValueWithProvenance/translation';

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
  const { t } = useTranslationRef(valuesTableTranslationRef);
  const { t: tProvenance } = useTranslationRef(
    valueWithProvenanceTranslationRef,
  );
  const { variables, label = t('valuesTable.label'), resourceHref } = props;
  const items = useMemo(
    () =>
      variables.map((variable): Row => ({ ...variable, id: variable.name })),
    [variables],
  );
  const columns = useMemo(
    (): Array<DataColumn<Row>> => [
      {
        id: 'name',
        label: t('valuesTable.variable'),
        render: variable => (
          <Flex direction="column" gap="0.5">
            <code>{variable.name}</code>
            <Text variant="body-x-small" color="secondary">
              <code title={variable.type}>{shortType(variable.type)}</code>
            </Text>
            <VariableMarks variable={variable} />
          </Flex>
        ),
      },
      {
        id: 'value',
        label: t('valuesTable.value'),
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
                {t('valuesTable.insteadOf', {
                  values: variable.overridden
                    .map(other => {
                      const provenance = provenanceText(
                        other.provenance,
                        tProvenance,
                      );
                      return variable.sensitive
                        ? t('valuesTable.overriddenSensitive', { provenance })
                        : t('valuesTable.overridden', {
                            value: JSON.stringify(other.value),
                            provenance,
                          });
                    })
                    .join(', '),
                })}
              </Text>
            )}
          </Flex>
        ),
      },
    ],
    [resourceHref, t, tProvenance],
  );
  if (variables.length === 0) {
    return <EmptyState title={t('valuesTable.empty')} />;
  }
  return <DataTable label={label} columns={columns} items={items} />;
}

/** Types of objects would take more room than their values. */
const LONGEST_TYPE = 40;

function shortType(type: string): string {
  return type.length > LONGEST_TYPE
    ? `${type.slice(0, type.indexOf('(') + 1)}…)`
    : type;
}

/** The rules of a variable as small marks. @public */
export function VariableMarks(props: {
  variable: Pick<EffectiveVariable, 'sensitive' | 'rule'>;
  required?: boolean;
}) {
  const { t } = useTranslationRef(valuesTableTranslationRef);
  const { sensitive, rule } = props.variable;
  const marks = [
    (props.required || rule?.required) && 'required',
    sensitive && 'sensitive',
    rule?.frozen && 'frozen',
    rule?.unique && 'unique',
    rule?.restricted && 'restricted',
    rule?.reference && 'reference',
  ] as const;
  const shown = marks.filter(mark => mark !== false && mark !== undefined);
  if (shown.length === 0) {
    return null;
  }
  return (
    <Flex gap="1" style={{ flexWrap: 'wrap' }}>
      {shown.map(mark => (
        <Chip key={mark} tone={mark === 'required' ? 'info' : 'neutral'}>
          {t(`mark.${mark}`)}
        </Chip>
      ))}
    </Flex>
  );
}
