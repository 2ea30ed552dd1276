import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink } from '@backstage/ui';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { ApprovalItem } from '../approvals/ApprovalItem';
import styles from '../approvals/ApprovalItem.module.css';
import { Loaded, Section, useLinks } from '../shared';
import { catalogTranslationRef } from './translation';

const SHOWN = 3;
const POLL_MS = 15_000;

/** Plans about some resources that wait for somebody. */
export function WaitingPlans(props: {
  /** Narrows the resources, as their list takes it. */
  filter: string[];
  onChanged: () => void;
}) {
  const { t } = useTranslationRef(catalogTranslationRef);
  const { filter, onChanged } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const data = useAsyncData(
    signal =>
      api.listApprovals({ waiting: 'all', filter, limit: SHOWN }, { signal }),
    [api, filter.join()],
    { pollMs: () => POLL_MS },
  );
  if (data.value?.items.length === 0) {
    return null;
  }
  return (
    <Section
      title={t('waitingPlans.waitsForApproval')}
      actions={
        <ButtonLink
          size="small"
          variant="secondary"
          href={`${links.approvals}/all`}
        >
          {t('waitingPlans.allApprovals')}
        </ButtonLink>
      }
    >
      <Loaded
        data={data}
        errorTitle={t('waitingPlans.theApprovalsCannotBeLoaded')}
      >
        {({ items }) => (
          <ul
            className={styles.list}
            aria-label={t('waitingPlans.plansThatWait')}
          >
            {items.map(item => (
              <ApprovalItem
                key={item.run.id}
                item={item}
                onChanged={() => {
                  data.reload();
                  onChanged();
                }}
              />
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}
