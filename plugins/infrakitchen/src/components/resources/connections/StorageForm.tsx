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
import { isMoving, StorageMoveAlert, useNewestMove } from './StorageMoves';

/** Moves the state of the resource to another storage. */
export function StorageForm(props: ResourceTabProps) {
  return props.resource.abstract ? null : <MoveForm {...props} />;
}

function MoveForm(props: ResourceTabProps) {
  const { resource, reload } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const [target, setTarget] = useState<PickedOption>();
  const [asking, setAsking] = useState<'other' | 'managed'>();
  const newest = useNewestMove(resource.id, reload);
  const moving = isMoving(newest.value?.move);
  const where = resource.storage?.name ?? 'the managed storage';
  return (
    <Section title="Storage of the state" form>
      <Flex direction="column" gap="4">
        <Text as="p" color="secondary">
          The state is in {where}.
        </Text>
        <StorageMoveAlert move={newest.value?.move} />
        <StoragePicker
          label="Move to"
          enabledOnly
          value={target}
          onChange={setTarget}
        />
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          <Button
            variant="secondary"
            isDisabled={moving || !target || target.id === resource.storage?.id}
            onPress={() => setAsking('other')}
          >
            Move state
          </Button>
          {resource.storage && (
            <Button
              variant="secondary"
              isDisabled={moving}
              onPress={() => setAsking('managed')}
            >
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
            notify('The state is being moved');
            setTarget(undefined);
            await newest.reload();
            await reload();
          }}
        >
          The state is copied from {where} and compared; the old copy stays
          there. A worker does that: no run may be active before, and none is
          started until it is done.
        </ConfirmDialog>
      </Flex>
    </Section>
  );
}
