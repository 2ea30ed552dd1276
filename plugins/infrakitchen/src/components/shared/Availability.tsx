import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import { ConfirmDialog } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section } from './Section';
import { useAction } from './useAction';
import { WriteError } from './WriteError';
import { sharedTranslationRef } from './translation';

/** Switches a record off and on, or deletes it, after a question. */
export function Availability(props: {
  name: string;
  enabled: boolean;
  /** What holds now, and what disabling and deleting do. */
  texts: { state: string; disable: string; delete: string };
  errorTitle: string;
  onSwitch: (action: 'enable' | 'disable') => Promise<void>;
  onDelete: () => Promise<void>;
  onReload: () => Promise<void>;
}) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const { name, enabled, texts, errorTitle, onSwitch, onDelete } = props;
  const [asking, setAsking] = useState<'disable' | 'delete'>();
  const action = useAction();
  return (
    <Section title={t('availability.availability')} form>
      <Flex direction="column" gap="3">
        <Text as="p" color="secondary">
          {texts.state}
        </Text>
        <WriteError
          error={action.error}
          title={errorTitle}
          onReload={props.onReload}
        />
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          {enabled ? (
            <Button variant="secondary" onPress={() => setAsking('disable')}>
              {t('availability.disable')}
            </Button>
          ) : (
            <Button
              variant="secondary"
              isPending={action.pending === 'enable'}
              onPress={() => action.run('enable', () => onSwitch('enable'))}
            >
              {t('availability.enable')}
            </Button>
          )}
          <Button
            variant="secondary"
            destructive
            onPress={() => setAsking('delete')}
          >
            {t('availability.delete')}
          </Button>
        </Flex>
        <ConfirmDialog
          isOpen={asking === 'disable'}
          title={t('availability.disableName', { name })}
          confirmLabel={t('availability.disable')}
          onClose={() => setAsking(undefined)}
          onConfirm={() => onSwitch('disable')}
        >
          {texts.disable}
        </ConfirmDialog>
        <ConfirmDialog
          isOpen={asking === 'delete'}
          title={t('availability.deleteName', { name })}
          confirmLabel={t('availability.delete')}
          destructive
          requiredText={name}
          onClose={() => setAsking(undefined)}
          onConfirm={onDelete}
        >
          {texts.delete}
        </ConfirmDialog>
      </Flex>
    </Section>
  );
}
