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

/** Moves a resource to another version, once its differences were seen. */
export function UpgradeDialog(props: {
  resource: Resource;
  onClose: () => void;
  onSaved: () => Promise<void>;
}) {
  const { resource, onClose, onSaved } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const notify = useNotify();
  const action = useAction();
  const [chosen, setChosen] = useState<string>();
  const versions = useAsyncData(
    async signal =>
      offeredVersions(
        (
          await api.listVersions(
            resource.templateId,
            { limit: 200 },
            { signal },
          )
        ).items,
      ).filter(({ id }) => id !== resource.versionId),
    [api, resource.templateId, resource.versionId],
  );
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
          ? 'The version was saved as a change, which waits to be applied'
          : 'The version was changed',
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
      <DialogHeader>{`Change the version of ${resource.name}`}</DialogHeader>
      <DialogBody>
        <Loaded data={versions} errorTitle="The versions cannot be loaded">
          {offered =>
            offered.length === 0 ? (
              <Text>There is no other version that can be used.</Text>
            ) : (
              <Flex direction="column" gap="4">
                <VersionSelect
                  label="New version"
                  versions={offered}
                  value={versionId}
                  onChange={setChosen}
                />
                {versionWarnings(
                  offered.find(({ id }) => id === versionId),
                ).map(({ code, message }) => (
                  <Alert key={code} status="warning" icon title={message} />
                ))}
                <Loaded
                  data={outlook}
                  errorTitle="The versions cannot be compared"
                >
                  {({ found }) =>
                    found && <FindingList findings={found[0].findings} />
                  }
                </Loaded>
                {errors.length > 0 && (
                  <Alert
                    status="danger"
                    icon
                    title="The resource does not fit this version yet"
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
          title="The version was not changed"
          onReload={onSaved}
        />
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Cancel
        </Button>
        {errors.length > 0 ? (
          <ButtonLink
            variant="primary"
            href={`${links.resource(
              resource.id,
              'change',
            )}?edit=1&version=${versionId}`}
          >
            Edit values for this version
          </ButtonLink>
        ) : (
          <Button
            variant="primary"
            isDisabled={!versionId || outlook.value === undefined}
            isPending={action.pending === 'save'}
            onPress={save}
          >
            Change version
          </Button>
        )}
      </DialogFooter>
    </Dialog>
  );
}
