import { useState } from 'react';
import { ButtonLink, Flex, Text } from '@backstage/ui';
import { RiEditLine } from '@remixicon/react';
import type {
  ActionAvailability,
  Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActionButton,
  ConfirmDialog,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { ApproversPreview } from '../../approvals';
import { CascadeButtons } from '../../cascades';
import {
  useAction,
  useGoTo,
  useLinks,
  useNotify,
  WriteError,
} from '../../shared';
import { actionTexts, type OwnAction } from './actionTexts';

const order = Object.keys(actionTexts) as OwnAction[];

/** An abstract resource has nothing to build, so they only stand in the way. */
const needsModule: ReadonlySet<OwnAction> = new Set([
  'dry-run',
  'provision',
  'update',
  'recreate',
  'destroy',
]);

/** All actions of the lifecycle; impossible ones say why. */
export function ResourceActions(props: {
  resource: Resource;
  actions: ActionAvailability[];
  reload: () => Promise<void>;
}) {
  const { resource, actions, reload } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const pending = useAction();
  const [asking, setAsking] = useState<OwnAction>();
  const shown = order
    .flatMap(action =>
      actions
        .filter(other => other.action === action)
        .map(found => ({ ...found, action })),
    )
    // Without a change there is nothing to discard, so the button only confuses.
    .filter(
      ({ action }) => action !== 'discard-change' || resource.hasPendingChange,
    )
    .filter(({ action }) => !resource.abstract || !needsModule.has(action));

  const act = async (action: OwnAction, reason?: string) => {
    const { run } = await api.actOnResource(resource.id, action, {
      revision: resource.revision,
      reason,
    });
    if (action === 'delete') {
      notify(`${resource.name} was deleted`);
      goTo(links.resources);
    } else if (run) {
      goTo(links.resourceRun(resource.id, run.id));
      await reload();
    } else {
      notify(`${actionTexts[action].label}: done`);
      await reload();
    }
  };

  /** A plan that nobody has to approve needs no question. */
  const actOrAsk = async (action: OwnAction) => {
    const { approvedAs } = actionTexts[action];
    const requirements = approvedAs
      ? await api.previewApprovers(resource.id, approvedAs)
      : [];
    if (requirements.length > 0) {
      setAsking(action);
    } else {
      await act(action);
    }
  };

  const asked = asking && actionTexts[asking].confirm;
  const approvedAs = asking && actionTexts[asking].approvedAs;
  return (
    <Flex direction="column" gap="3">
      <div role="group" aria-label="Actions">
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          {canEdit(resource) && (
            <ButtonLink
              variant="secondary"
              iconStart={<RiEditLine />}
              href={`${links.resource(resource.id, 'change')}?edit=1`}
            >
              Edit
            </ButtonLink>
          )}
          {shown.map(({ action, allowed, reasons }) => {
            const text = actionTexts[action];
            return (
              <ActionButton
                key={action}
                icon={text.icon}
                variant={text.primary ? 'primary' : 'secondary'}
                destructive={text.confirm?.destructive}
                isPending={pending.pending === action}
                reasons={
                  allowed
                    ? []
                    : reasonTexts(reasons.map(reason => reason.message))
                }
                onPress={() => {
                  if (text.confirm && !text.confirmsOnlyApproval) {
                    setAsking(action);
                  } else {
                    pending.run(action, () => actOrAsk(action));
                  }
                }}
              >
                {text.label}
              </ActionButton>
            );
          })}
          <CascadeButtons resource={resource} actions={actions} />
        </Flex>
      </div>
      <WriteError
        error={pending.error}
        title="The action was refused"
        onReload={reload}
      />
      {asking && asked && (
        <ConfirmDialog
          isOpen
          title={asked.title(resource.name)}
          confirmLabel={actionTexts[asking].label}
          destructive={asked.destructive}
          requiredText={asked.typeName ? resource.name : undefined}
          reason={asked.reason}
          onClose={() => setAsking(undefined)}
          onConfirm={reason => act(asking, reason)}
        >
          <Flex direction="column" gap="3">
            <Text as="p">{asked.text}</Text>
            {approvedAs && (
              <ApproversPreview resourceId={resource.id} action={approvedAs} />
            )}
          </Flex>
        </ConfirmDialog>
      )}
    </Flex>
  );
}

function canEdit(resource: Resource): boolean {
  return resource.state === 'provision' || resource.state === 'provisioned';
}

/** Sentences end with a full stop, and there is always one. */
function reasonTexts(messages: string[]): string[] {
  const texts = messages.length > 0 ? messages : ['It is not possible now'];
  return texts.map(text => (text.endsWith('.') ? text : `${text}.`));
}
