import { useState } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import { ConfirmDialog } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section } from './Section';
import { useAction } from './useAction';
import { WriteError } from './WriteError';

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
  const { name, enabled, texts, errorTitle, onSwitch, onDelete } = props;
  const [asking, setAsking] = useState<'disable' | 'delete'>();
  const action = useAction();
  return (
    <Section title="Availability" form>
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
              Disable
            </Button>
          ) : (
            <Button
              variant="secondary"
              isPending={action.pending === 'enable'}
              onPress={() => action.run('enable', () => onSwitch('enable'))}
            >
              Enable
            </Button>
          )}
          <Button
            variant="secondary"
            destructive
            onPress={() => setAsking('delete')}
          >
            Delete
          </Button>
        </Flex>
        <ConfirmDialog
          isOpen={asking === 'disable'}
          title={`Disable ${name}`}
          confirmLabel="Disable"
          onClose={() => setAsking(undefined)}
          onConfirm={() => onSwitch('disable')}
        >
          {texts.disable}
        </ConfirmDialog>
        <ConfirmDialog
          isOpen={asking === 'delete'}
          title={`Delete ${name}`}
          confirmLabel="Delete"
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
