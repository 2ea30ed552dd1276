import { useState } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import type { ConnectionReport } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Chip,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section, useAction, WriteError } from '../shared';
import type { ConnectionTabProps } from './ConnectionPage';

/** Tries the connection and shows what works and what does not. */
export function TestSection(props: ConnectionTabProps) {
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
      title="Connection test"
      actions={
        <Button
          variant="secondary"
          isPending={action.pending === 'test'}
          onPress={test}
        >
          Test
        </Button>
      }
    >
      <Flex direction="column" gap="3">
        <WriteError error={action.error} title="It could not be tested" />
        <div aria-live="polite">
          {report ? (
            <Report report={report} />
          ) : (
            <Text as="p" color="secondary">
              {action.pending
                ? 'Trying it …'
                : 'Tries what is stored, without changing anything that is in use.'}
            </Text>
          )}
        </div>
      </Flex>
    </Section>
  );
}

function Report({ report }: { report: ConnectionReport }) {
  return (
    <Flex direction="column" gap="3">
      <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
        <Chip tone={report.ok ? 'success' : 'danger'}>
          {report.ok ? 'works' : 'does not work'}
        </Chip>
        {report.identity && <Text>as {report.identity}</Text>}
      </Flex>
      <ul
        aria-label="Checks"
        style={{ margin: 0, paddingLeft: 20, overflowWrap: 'anywhere' }}
      >
        {report.checks.map(({ name, ok, message }) => (
          <li key={name}>
            <Text weight="bold">{name}</Text>
            {': '}
            <Text color={ok ? undefined : 'danger'}>
              {ok ? message : `failed: ${message}`}
            </Text>
          </li>
        ))}
      </ul>
    </Flex>
  );
}
