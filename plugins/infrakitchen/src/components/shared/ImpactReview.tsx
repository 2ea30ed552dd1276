import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState, type ReactNode } from 'react';
import { Checkbox, Flex, Text } from '@backstage/ui';
import type { ImpactPage } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ConfirmDialog,
  ImpactList,
  useImpact,
  type Impact,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { sharedTranslationRef } from './translation';

/** An edit that somebody is about to save. */
export interface ReviewedEdit {
  title: string;
  confirmLabel: string;
  /** What the edit itself says. */
  summary?: ReactNode;
  loadImpact: (
    page: { limit: number; cursor?: string },
    signal: AbortSignal,
  ) => Promise<ImpactPage>;
  onConfirm: () => Promise<void>;
}

/**
 * Shows before it is saved what an edit changes. What would break takes a
 * second confirmation.
 */
export function ImpactReview(props: {
  edit: ReviewedEdit | undefined;
  onClose: () => void;
}) {
  const { edit, onClose } = props;
  return edit ? <Review edit={edit} onClose={onClose} /> : null;
}

function Review(props: { edit: ReviewedEdit; onClose: () => void }) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const { edit, onClose } = props;
  // The dialog is about one edit, and is made anew for another.
  const impact = useImpact({ load: edit.loadImpact, queryKey: 'edit' });
  const [accepted, setAccepted] = useState(false);
  const broken = impact.counts?.broken ?? 0;
  return (
    <ConfirmDialog
      isOpen
      wide
      title={edit.title}
      confirmLabel={edit.confirmLabel}
      isBlocked={isPending(impact) || (broken > 0 && !accepted)}
      onConfirm={edit.onConfirm}
      onClose={onClose}
    >
      <Flex direction="column" gap="4">
        {edit.summary}
        <Flex direction="column" gap="2">
          <Text as="h4" variant="title-x-small">
            {t('impactReview.impact')}
          </Text>
          {/* Without links: they would lead away from what is not saved. */}
          <ImpactList impact={impact} />
        </Flex>
        {broken > 0 && (
          <Checkbox isSelected={accepted} onChange={setAccepted}>
            {t('impactReview.resourcesMayBreak', { count: broken })}
          </Checkbox>
        )}
      </Flex>
    </ConfirmDialog>
  );
}

/** Where it cannot be told, saving stays possible. */
function isPending({ counts, list }: Impact): boolean {
  return counts === undefined && list.error === undefined;
}
