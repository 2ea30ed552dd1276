import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState, type ReactNode } from 'react';
import { Flex, Text } from '@backstage/ui';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ConfirmDialog,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { ApproversPreview } from '../../approvals/ApproversPreview';
import { useAction } from '../../shared';
import { actionTexts, type OwnAction } from './actionTexts';
import { LostObjects } from './LostObjects';
import { resourcesDetailTranslationRef } from './translation';

/** What came of an action: the run that it started, where it started one. */
export type Acted = (
  resource: Resource,
  action: OwnAction,
  runId: string | undefined,
) => Promise<void> | void;

/** Does what somebody chose, and asks before where that has to be. */
export interface ResourceActing {
  choose: (resource: Resource, action: OwnAction) => void;
  /** The action under way. */
  pending: string | undefined;
  error: Error | undefined;
  /** The question that is asked just now. */
  dialog: ReactNode;
}

/** Actions on resources, with the questions that come before them. */
export function useResourceActing(onActed: Acted): ResourceActing {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const api = useInfrakitchenApi();
  const pending = useAction();
  const [asking, setAsking] = useState<{
    resource: Resource;
    action: OwnAction;
  }>();

  const act = async (
    resource: Resource,
    action: OwnAction,
    reason?: string,
  ) => {
    const { run } = await api.actOnResource(resource.id, action, {
      revision: resource.revision,
      reason,
    });
    await onActed(resource, action, run?.id);
  };

  /** A plan that nobody has to approve needs no question. */
  const actOrAsk = async (resource: Resource, action: OwnAction) => {
    const { approvedAs } = actionTexts(t)[action];
    const requirements = approvedAs
      ? await api.previewApprovers(resource.id, approvedAs)
      : [];
    if (requirements.length > 0) {
      setAsking({ resource, action });
    } else {
      await act(resource, action);
    }
  };

  return {
    pending: pending.pending,
    error: pending.error,
    choose: (resource, action) => {
      const { confirm, confirmsOnlyApproval } = actionTexts(t)[action];
      if (confirm && !confirmsOnlyApproval) {
        setAsking({ resource, action });
      } else {
        pending.run(action, () => actOrAsk(resource, action));
      }
    },
    dialog: asking && (
      <ActionDialog
        {...asking}
        onClose={() => setAsking(undefined)}
        onConfirm={reason => act(asking.resource, asking.action, reason)}
      />
    ),
  };
}

function ActionDialog(props: {
  resource: Resource;
  action: OwnAction;
  onClose: () => void;
  onConfirm: (reason: string | undefined) => Promise<void>;
}) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource, action, onClose, onConfirm } = props;
  const { confirm, approvedAs, label } = actionTexts(t)[action];
  return (
    confirm && (
      <ConfirmDialog
        isOpen
        title={confirm.title(resource.name)}
        confirmLabel={label}
        destructive={confirm.destructive}
        requiredText={confirm.typeName ? resource.name : undefined}
        reason={confirm.reason}
        onClose={onClose}
        onConfirm={onConfirm}
      >
        <Flex direction="column" gap="3">
          <Text as="p">{confirm.text}</Text>
          {confirm.losesObjects && <LostObjects resourceId={resource.id} />}
          {approvedAs && (
            <ApproversPreview resourceId={resource.id} action={approvedAs} />
          )}
        </Flex>
      </ConfirmDialog>
    )
  );
}
