import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { connectionsTranslationRef, type Translate } from './translation';

/** The keys, and how much is encrypted with the newest. */
export function EncryptionPage() {
  const { t } = useTranslationRef(connectionsTranslationRef);
  const api = useInfrakitchenApi();
  const data = useAsyncData(signal => api.getEncryption({ signal }), [api]);
  return (
    <Loaded data={data} errorTitle={t('encryptionPage.theKeysCannotBeLoaded')}>
      {status => <Encryption start={status} />}
    </Loaded>
  );
}

function Encryption(props: { start: EncryptionStatus }) {
  const { t } = useTranslationRef(connectionsTranslationRef);
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
      title={t('encryptionPage.encryptionAtRest')}
      actions={
        action.pending ? (
          <Button
            variant="secondary"
            onPress={() => {
              stopped.current = true;
            }}
          >
            {t('encryptionPage.stop')}
          </Button>
        ) : (
          <Button
            variant={older.length > 0 ? 'primary' : 'secondary'}
            isDisabled={newest === undefined}
            onPress={rewrap}
          >
            {status.done
              ? t('encryptionPage.checkAgain')
              : t('encryptionPage.encryptWithTheNewestKey')}
          </Button>
        )
      }
    >
      <Flex direction="column" gap="4">
        <WriteError
          error={action.error}
          title={t('encryptionPage.itCouldNotGoOn')}
        />
        <Text as="p" color="secondary">
          {keyText(t, newest, older)}
        </Text>
        <div aria-live="polite">
          <KeyValueList
            items={status.columns.map(({ name, rows, done }) => ({
              label: name,
              value: (
                <Flex gap="2" align="center">
                  <Chip tone={done ? 'success' : 'neutral'}>
                    {done ? t('encryptionPage.done') : t('encryptionPage.toDo')}
                  </Chip>
                  <Text>{t('encryptionPage.rows', { count: rows })}</Text>
                </Flex>
              ),
            }))}
          />
        </div>
      </Flex>
    </Section>
  );
}

/** What encrypts now, and what that means for the older keys. */
function keyText(
  t: Translate,
  newest: string | undefined,
  older: string[],
): string {
  if (newest === undefined) {
    return t('encryptionPage.noKeyIsConfiguredSo');
  }
  return older.length > 0
    ? t('encryptionPage.newestEncryptsOlderRemain', {
        newest,
        older: older.join(', '),
      })
    : t('encryptionPage.newestEncrypts', { newest });
}
