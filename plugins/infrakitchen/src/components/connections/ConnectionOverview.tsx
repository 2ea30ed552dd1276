import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { JsonObject } from '@backstage/types';
import { Flex, Link } from '@backstage/ui';
import {
  ActorName,
  KeyValueList,
  TimeAgo,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  roleAllows,
  type ConfigSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Section, useLinks } from '../shared';
import { configFields, type ConfigField } from './configFields';
import { providerOf, type ConnectionTabProps } from './ConnectionPage';
import { TestSection } from './TestSection';
import { UsageSection } from './UsageSection';
import { connectionsTranslationRef } from './translation';

/** Configuration without secrets, the test, and what uses it. */
export function ConnectionOverview(props: ConnectionTabProps) {
  const { t } = useTranslationRef(connectionsTranslationRef);
  const { connection } = props;
  const links = useLinks();
  const { integration, reminderDays } = connection;
  const provider = providerOf(connection, props.providers);
  const config = connection.config as JsonObject;
  const fields = new Map(
    provider &&
      configFields(provider.schema as ConfigSchema, config).map(field => [
        field.name,
        field,
      ]),
  );
  return (
    <Flex direction="column" gap="4">
      <Section title={t('connectionOverview.configuration')}>
        <KeyValueList
          items={[
            ...Object.entries(config).map(([name, value]) => ({
              label: fields.get(name)?.title ?? name,
              value: textOf(value, fields.get(name)),
            })),
            {
              label: t('connectionOverview.integration'),
              value: integration && (
                <Link href={links.connection('integration', integration.id)}>
                  {integration.name}
                </Link>
              ),
            },
            {
              label: t('connectionOverview.labels'),
              value: connection.labels.join(', '),
            },
            {
              label: t('connectionOverview.secretsStored'),
              value: <TimeAgo at={connection.rotatedAt} />,
            },
            {
              label: t('connectionOverview.credentialsEnd'),
              value: connection.expiresAt && (
                <TimeAgo at={connection.expiresAt} />
              ),
            },
            {
              label: t('connectionOverview.lastUsed'),
              value: connection.lastUsedAt ? (
                <TimeAgo at={connection.lastUsedAt} />
              ) : (
                t('connectionOverview.never')
              ),
            },
            {
              label: t('connectionOverview.reminder'),
              value:
                reminderDays &&
                t('connectionOverview.afterDays', { count: reminderDays }),
            },
            {
              label: t('connectionOverview.createdBy'),
              value: <ActorName actor={connection.createdBy} />,
            },
          ]}
        />
      </Section>
      {roleAllows(connection.role, 'admin') && <TestSection {...props} />}
      <UsageSection {...props} />
    </Flex>
  );
}

/** A map of secrets by its names, and a choice by what it is called. */
function textOf(value: unknown, field: ConfigField | undefined): string {
  return typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([name, item]) => `${name} = ${item}`)
        .join(', ')
    : field?.options.find(({ id }) => id === value)?.label ?? String(value);
}
