import { useState } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import {
  ConfirmDialog,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  Section,
  StoragePicker,
  useNotify,
  type PickedOption,
} from '../../shared';
import type { ResourceTabProps } from '../detail/ResourcePage';

/** Moves the state of the resource to another storage. */
export function StorageForm(props: ResourceTabProps) {
  const { resource, reload } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const [target, setTarget] = useState<PickedOption>();
  const [asking, setAsking] = useState<'other' | 'managed'>();
  if (resource.abstract) {
    return null;
  }
  const where = resource.storage?.name ?? 'the managed storage';
  return (
    <Section title="Storage of the state" form>
      <Flex direction="column" gap="4">
        <Text as="p" color="secondary">
          The state is in {where}.
        </Text>
        <StoragePicker
          label="Move to"
          enabledOnly
          value={target}
          onChange={setTarget}
        />
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          <Button
            variant="secondary"
            isDisabled={!target || target.id === resource.storage?.id}
            onPress={() => setAsking('other')}
          >
            Move state
          </Button>
          {resource.storage && (
            <Button variant="secondary" onPress={() => setAsking('managed')}>
              Move to the managed storage
            </Button>
          )}
        </Flex>
        <ConfirmDialog
          isOpen={asking !== undefined}
          title="Move the state"
          confirmLabel="Move"
          onClose={() => setAsking(undefined)}
          onConfirm={async () => {
            await api.moveResourceStorage(
              resource.id,
              asking === 'other' ? target!.id : null,
              { revision: resource.revision },
            );
            notify('The state was moved');
            setTarget(undefined);
            await reload();
          }}
        >
          The state is copied from {where} and compared; the old copy stays
          there. No run may be active.
        </ConfirmDialog>
      </Flex>
    </Section>
  );
}
