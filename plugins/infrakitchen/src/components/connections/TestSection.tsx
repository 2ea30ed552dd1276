import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import type { ConnectionReport } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Chip,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section, useAction, WriteError } from '../shared';
import type { ConnectionTabProps } from './ConnectionPage';
import { connectionsTranslationRef } from './translation';

/** Tries the connection and shows what works and what does not. */
export function TestSection(props: ConnectionTabProps) {
  const { t } = useTranslationRef(connectionsTranslationRef);
  const { connection } = props;
  const api = useInfrakitchenApi();
  const action = useAction();
  const [report, setReport] = useState<ConnectionReport>();
  const test = () => {
    setReport(undefined);
    action.run('test', async () => {
      setReport(await api.testConnection(connection.kind, connection.id));
    });
  };
  return (
    <Section
      title={t('testSection.connectionTest')}
      actions={
        <Button
          variant="secondary"
          isPending={action.pending === 'test'}
          onPress={test}
        >
          {t('testSection.test')}
        </Button>
      }
    >
      <Flex direction="column" gap="3">
        <WriteError
          error={action.error}
          title={t('testSection.itCouldNotBeTested')}
        />
        <div aria-live="polite">
          {report ? (
            <Report report={report} />
          ) : (
            <Text as="p" color="secondary">
              {action.pending
                ? t('testSection.tryingIt')
                : t('testSection.triesWhatIsStoredWithout')}
            </Text>
          )}
        </div>
      </Flex>
    </Section>
  );
}

function Report({ report }: { report: ConnectionReport }) {
  const { t } = useTranslationRef(connectionsTranslationRef);
  return (
    <Flex direction="column" gap="3">
      <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
        <Chip tone={report.ok ? 'success' : 'danger'}>
          {report.ok ? t('testSection.works') : t('testSection.doesNotWork')}
        </Chip>
        {report.identity && (
          <Text>
            {t('testSection.asIdentity', { identity: report.identity })}
          </Text>
        )}
      </Flex>
      <ul
        aria-label={t('testSection.checks')}
        style={{ margin: 0, paddingLeft: 20, overflowWrap: 'anywhere' }}
      >
        {report.checks.map(({ name, ok, message }) => (
          <li key={name}>
            <Text weight="bold">{name}</Text>
            {': '}
            <Text color={ok ? undefined : 'danger'}>
              {ok ? message : t('testSection.failedMessage', { message })}
            </Text>
          </li>
        ))}
      </ul>
    </Flex>
  );
}
