import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { resourcesConnectionsTranslationRef } from './translation';

/** Moves the state of the resource to another storage. */
export function StorageForm(props: ResourceTabProps) {
  return props.resource.abstract ? null : <MoveForm {...props} />;
}

function MoveForm(props: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesConnectionsTranslationRef);
  const { resource, reload } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const [target, setTarget] = useState<PickedOption>();
  const [asking, setAsking] = useState<'other' | 'managed'>();
  const newest = useNewestMove(resource.id, reload);
  const moving = isMoving(newest.value?.move);
  const where = resource.storage?.name ?? t('storageForm.theManagedStorage');
  return (
    <Section title={t('storageForm.storageOfTheState')} form>
      <Flex direction="column" gap="4">
        <Text as="p" color="secondary">
          {t('storageForm.theStateIsInWhere', { where })}
        </Text>
        <StorageMoveAlert move={newest.value?.move} />
        <StoragePicker
          label={t('storageForm.moveTo')}
          description={t('storageForm.thoseThatYouMayUse')}
          enabledOnly
          usableOnly
          value={target}
          onChange={setTarget}
        />
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          <Button
            variant="secondary"
            isDisabled={moving || !target || target.id === resource.storage?.id}
            onPress={() => setAsking('other')}
          >
            {t('storageForm.moveState')}
          </Button>
          {resource.storage && (
            <Button
              variant="secondary"
              isDisabled={moving}
              onPress={() => setAsking('managed')}
            >
              {t('storageForm.moveToTheManagedStorage')}
            </Button>
          )}
        </Flex>
        <ConfirmDialog
          isOpen={asking !== undefined}
          title={t('storageForm.moveTheState')}
          confirmLabel={t('storageForm.move')}
          onClose={() => setAsking(undefined)}
          onConfirm={async () => {
            await api.moveResourceStorage(
              resource.id,
              asking === 'other' ? target!.id : null,
              { revision: resource.revision },
            );
            notify(t('storageForm.theStateIsBeingMoved'));
            setTarget(undefined);
            await newest.reload();
            await reload();
          }}
        >
          {t('storageForm.theStateIsCopiedFrom', { where })}
        </ConfirmDialog>
      </Flex>
    </Section>
  );
}
