import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import {
  Alert,
  Button,
  ButtonLink,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import {
  offeredVersions,
  versionWarnings,
  type Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  useAsyncData,
  useInfrakitchenApi,
  useVersions,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  Loaded,
  useAction,
  useLinks,
  useNotify,
  WriteError,
} from '../../shared';
import { FindingList } from '../../templates/FindingList';
import { VersionSelect } from '../../templates/VersionSelect';
import { resourcesDetailTranslationRef } from './translation';

/** Moves a resource to another version, once its differences were seen. */
export function UpgradeDialog(props: {
  resource: Resource;
  onClose: () => void;
  onSaved: () => Promise<void>;
}) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource, onClose, onSaved } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const notify = useNotify();
  const action = useAction();
  const [chosen, setChosen] = useState<string>();
  const known = useVersions(resource.templateId);
  const versions = {
    ...known,
    value:
      known.value &&
      offeredVersions(known.value).filter(
        ({ id }) => id !== resource.versionId,
      ),
  };
  const versionId = chosen ?? versions.value?.[0]?.id;
  const outlook = useAsyncData(
    async signal => ({
      found: versionId
        ? await Promise.all([
            api.compareVersions(versionId, resource.versionId, { signal }),
            api.previewVersion(
              versionId,
              { resourceId: resource.id },
              {},
              { signal },
            ),
          ])
        : undefined,
    }),
    [api, versionId, resource.id, resource.versionId],
  );
  const errors = outlook.value?.found?.[1].items[0]?.errors ?? [];
  const save = () =>
    action.run('save', async () => {
      const edited = await api.updateResource(
        resource.id,
        { versionId },
        { revision: resource.revision },
      );
      notify(
        edited.change
          ? t('upgradeDialog.theVersionWasSavedAs')
          : t('upgradeDialog.theVersionWasChanged'),
      );
      await onSaved();
    });

  return (
    <Dialog
      isOpen
      onOpenChange={open => {
        if (!open) {
          onClose();
        }
      }}
      width={880}
      style={{ maxWidth: 'calc(100vw - 32px)' }}
    >
      <DialogHeader>
        {t('upgradeDialog.changeTheVersionOfName', { name: resource.name })}
      </DialogHeader>
      <DialogBody>
        <Loaded
          data={versions}
          errorTitle={t('upgradeDialog.theVersionsCannotBeLoaded')}
        >
          {offered =>
            offered.length === 0 && !known.search.isNeeded ? (
              <Text>{t('upgradeDialog.thereIsNoOtherVersion')}</Text>
            ) : (
              <Flex direction="column" gap="4">
                <VersionSelect
                  label={t('upgradeDialog.newVersion')}
                  versions={offered}
                  value={versionId}
                  onChange={setChosen}
                  search={known.search}
                />
                {versionWarnings(
                  offered.find(({ id }) => id === versionId),
                ).map(({ code, message }) => (
                  <Alert key={code} status="warning" icon title={message} />
                ))}
                <Loaded
                  data={outlook}
                  errorTitle={t('upgradeDialog.theVersionsCannotBeCompared')}
                >
                  {({ found }) =>
                    found && <FindingList findings={found[0].findings} />
                  }
                </Loaded>
                {errors.length > 0 && (
                  <Alert
                    status="danger"
                    icon
                    title={t('upgradeDialog.theResourceDoesNotFit')}
                    description={
                      <ul style={{ margin: 0, paddingInlineStart: '1.2em' }}>
                        {errors.map(({ message }, index) => (
                          <li key={index}>{message}</li>
                        ))}
                      </ul>
                    }
                  />
                )}
              </Flex>
            )
          }
        </Loaded>
        <WriteError
          error={action.error}
          title={t('upgradeDialog.theVersionWasNotChanged')}
          onReload={onSaved}
        />
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {t('upgradeDialog.cancel')}
        </Button>
        {errors.length > 0 ? (
          <ButtonLink
            variant="primary"
            href={`${links.resource(
              resource.id,
              'change',
            )}?edit=1&version=${versionId}`}
          >
            {t('upgradeDialog.editValuesForThisVersion')}
          </ButtonLink>
        ) : (
          <Button
            variant="primary"
            isDisabled={!versionId || outlook.value === undefined}
            isPending={action.pending === 'save'}
            onPress={save}
          >
            {t('upgradeDialog.changeVersion')}
          </Button>
        )}
      </DialogFooter>
    </Dialog>
  );
}
