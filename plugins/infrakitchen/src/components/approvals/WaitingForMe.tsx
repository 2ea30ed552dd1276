import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink } from '@backstage/ui';
import type { ApprovalPage } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Section, useLinks } from '../shared';
import { ApprovalItem } from './ApprovalItem';
import styles from './ApprovalItem.module.css';
import { approvalsTranslationRef } from './translation';

/** The plans that the reader can decide about, those that wait longest. */
export function WaitingForMe(props: {
  waiting: ApprovalPage;
  onChanged: () => void;
}) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const { waiting, onChanged } = props;
  const links = useLinks();
  return (
    <Section
      title={t('waitingForMe.waitsForMe')}
      actions={
        <ButtonLink size="small" variant="secondary" href={links.approvals}>
          {waiting.nextCursor
            ? t('waitingForMe.moreApprovals')
            : t('waitingForMe.allApprovals')}
        </ButtonLink>
      }
    >
      <ul
        className={styles.list}
        aria-label={t('waitingForMe.plansThatWaitForMe')}
      >
        {waiting.items.map(item => (
          <ApprovalItem key={item.run.id} item={item} onChanged={onChanged} />
        ))}
      </ul>
    </Section>
  );
}
