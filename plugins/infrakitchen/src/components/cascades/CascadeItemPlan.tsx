import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { cascadesTranslationRef } from './translation';

/** What a resource of a cascade plans: the counts, and all of it on request. */
export function CascadeItemPlan(props: { item: CascadeItem }) {
  const { t } = useTranslationRef(cascadesTranslationRef);
  const { resource, needsRun, planLater, planSummary, planChanged } =
    props.item;
  const [open, setOpen] = useState(false);
  const runId = runOfPlan(props.item);
  if (!needsRun) {
    return <Text color="secondary">{t('cascadeItemPlan.onlyRecorded')}</Text>;
  }
  return (
    <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
      {planLater && <Chip>{t('cascadeItemPlan.plannedLater')}</Chip>}
      {planSummary && <PlanSummaryView summary={planSummary} compact />}
      {planChanged && (
        <Chip tone="warning">{t('cascadeItemPlan.anotherPlanByNow')}</Chip>
      )}
      {!planLater && !planSummary && <Text color="secondary">–</Text>}
      {planSummary && runId && (
        <Button
          size="small"
          variant="secondary"
          aria-label={t('cascadeItemPlan.showPlanOfName', {
            name: resource.name,
          })}
          onPress={() => setOpen(true)}
        >
          {t('cascadeItemPlan.showPlan')}
        </Button>
      )}
      {open && runId && (
        <Dialog
          isOpen
          onOpenChange={setOpen}
          width={880}
          style={{ maxWidth: 'calc(100vw - 32px)' }}
        >
          <DialogHeader>
            {t('cascadeItemPlan.planOfName', { name: resource.name })}
          </DialogHeader>
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
