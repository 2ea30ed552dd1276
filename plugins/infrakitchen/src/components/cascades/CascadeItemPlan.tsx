import { useState } from 'react';
import {
  Button,
  Dialog,
  DialogBody,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import type { CascadeItem } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Chip,
  PlanSummaryView,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { PlanOfRun } from '../runs';

/** What a resource of a cascade plans: the counts, and all of it on request. */
export function CascadeItemPlan(props: { item: CascadeItem }) {
  const { resource, needsRun, planLater, planSummary, planChanged } =
    props.item;
  const [open, setOpen] = useState(false);
  const runId = runOfPlan(props.item);
  if (!needsRun) {
    return <Text color="secondary">Only recorded</Text>;
  }
  return (
    <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
      {planLater && <Chip>planned later</Chip>}
      {planSummary && <PlanSummaryView summary={planSummary} compact />}
      {planChanged && <Chip tone="warning">another plan by now</Chip>}
      {!planLater && !planSummary && <Text color="secondary">–</Text>}
      {planSummary && runId && (
        <Button
          size="small"
          variant="secondary"
          aria-label={`Show plan of ${resource.name}`}
          onPress={() => setOpen(true)}
        >
          Show plan
        </Button>
      )}
      {open && runId && (
        <Dialog
          isOpen
          onOpenChange={setOpen}
          width={880}
          style={{ maxWidth: 'calc(100vw - 32px)' }}
        >
          <DialogHeader>{`Plan of ${resource.name}`}</DialogHeader>
          <DialogBody>
            <PlanOfRun runId={runId} />
          </DialogBody>
        </Dialog>
      )}
    </Flex>
  );
}

/** The dry run that was shown, as long as nothing else is planned by now. */
function runOfPlan(item: CascadeItem): string | undefined {
  const { runId, previewRunId, planChanged } = item;
  return planChanged ? runId : previewRunId ?? runId;
}
