import { useRef, useState } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import type { EncryptionStatus } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Chip,
  KeyValueList,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, Section, useAction, WriteError } from '../shared';

/** The keys, and how much is encrypted with the newest. */
export function EncryptionPage() {
  const api = useInfrakitchenApi();
  const data = useAsyncData(signal => api.getEncryption({ signal }), [api]);
  return (
    <Loaded data={data} errorTitle="The keys cannot be loaded">
      {status => <Encryption start={status} />}
    </Loaded>
  );
}

function Encryption(props: { start: EncryptionStatus }) {
  const api = useInfrakitchenApi();
  const action = useAction();
  const [status, setStatus] = useState(props.start);
  const stopped = useRef(false);
  const [newest, ...older] = status.keys;
  const rewrap = () =>
    action.run('rewrap', async () => {
      stopped.current = false;
      let next = await api.rewrapEncryption({ restart: status.done });
      setStatus(next);
      while (!next.done && !stopped.current) {
        next = await api.rewrapEncryption();
        setStatus(next);
      }
    });
  return (
    <Section
      title="Encryption at rest"
      actions={
        action.pending ? (
          <Button
            variant="secondary"
            onPress={() => {
              stopped.current = true;
            }}
          >
            Stop
          </Button>
        ) : (
          <Button
            variant={older.length > 0 ? 'primary' : 'secondary'}
            isDisabled={newest === undefined}
            onPress={rewrap}
          >
            {status.done ? 'Check again' : 'Encrypt with the newest key'}
          </Button>
        )
      }
    >
      <Flex direction="column" gap="4">
        <WriteError error={action.error} title="It could not go on" />
        <Text as="p" color="secondary">
          {newest === undefined
            ? 'No key is configured, so nothing secret can be stored.'
            : `'${newest}' encrypts whatever is stored from now on. ${
                older.length > 0
                  ? `Once everything else is encrypted with it too, ${older.join(
                      ', ',
                    )} can be taken out of the configuration.`
                  : 'There is no older key, so nothing has to be done.'
              } Encrypting anew may be stopped at any time, and goes on from there.`}
        </Text>
        <div aria-live="polite">
          <KeyValueList
            items={status.columns.map(({ name, rows, done }) => ({
              label: name,
              value: (
                <Flex gap="2" align="center">
                  <Chip tone={done ? 'success' : 'neutral'}>
                    {done ? 'done' : 'to do'}
                  </Chip>
                  <Text>{rows === 1 ? '1 row' : `${rows} rows`}</Text>
                </Flex>
              ),
            }))}
          />
        </div>
      </Flex>
    </Section>
  );
}
