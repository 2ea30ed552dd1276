import { useCallback } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ApprovalRequirement,
  Approvers,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { usePrincipalText } from '../shared';
import { approvalsTranslationRef, type Translate } from './translation';
import type { Labels } from '../shared/useLabels';

/** `a`, `a or b`, `a, b or c`. */
function orList(t: Translate, items: string[]): string {
  return items.length < 2
    ? items.join('')
    : t('approvalTexts.or', {
        items: items.slice(0, -1).join(', '),
        last: items[items.length - 1],
      });
}

/** Gives who may approve, as part of a sentence. */
export function useApproversText(): (approvers: Approvers) => string {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const principalText = usePrincipalText();
  return useCallback(
    approvers => approversText(t, principalText, approvers),
    [t, principalText],
  );
}

function approversText(
  t: Translate,
  principalText: (ref: string) => string,
  { refs = [], roles = [] }: Approvers,
): string {
  const named = [
    ...refs.map(principalText),
    ...(refs.length + roles.length === 0 ? ['admin'] : roles).map(role =>
      t('approvalTexts.anybodyWithTheRole', { role }),
    ),
  ];
  return orList(t, named);
}

/** Who may not, although the rule names them. */
export function excludedText(
  t: Translate,
  labels: Labels,
  excluded: ApprovalRequirement['excluded'],
): string | undefined {
  return excluded.length === 0
    ? undefined
    : excluded
        .map(({ ref, why }) =>
          t(
            why === 'requester'
              ? 'approvalTexts.actorWhoAsked'
              : 'approvalTexts.actorWhoEdited',
            { actor: labels.actor(ref) },
          ),
        )
        .join('; ');
}
