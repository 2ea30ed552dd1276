import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Route, Routes } from 'react-router-dom';
import { ButtonLink, Flex } from '@backstage/ui';
import {
  ApiErrorPanel,
  EmptyState,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { WaitingCascades } from '../cascades';
import {
  NotFoundPage,
  PageFrame,
  useLinks,
  useListParams,
  Waiting,
} from '../shared';
import { ApprovalItem } from './ApprovalItem';
import styles from './ApprovalItem.module.css';
import { approvalsTranslationRef, type Translate } from './translation';

const POLL_MS = 10_000;

type Waits = 'me' | 'requested' | 'all';

const nothing: (
  t: Translate,
) => Record<Waits, { title: string; description: string }> = t => ({
  me: {
    title: t('approvalsPage.nothingWaitsForYou'),
    description: t('approvalsPage.aPlanAppearsHereWhen'),
  },
  requested: {
    title: t('approvalsPage.nothingThatYouAskedFor'),
    description: t('approvalsPage.whatYouStartAndOthers'),
  },
  all: {
    title: t('approvalsPage.nothingWaitsForApproval'),
    description: t('approvalsPage.plansAppearHereWhenA'),
  },
});

/** The inbox: plans that wait for somebody's decision. */
export function ApprovalsRouter() {
  return (
    <Routes>
      <Route index element={<ApprovalsPage waiting="me" />} />
      <Route path="requested" element={<ApprovalsPage waiting="requested" />} />
      <Route path="all" element={<ApprovalsPage waiting="all" />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}

function ApprovalsPage(props: { waiting: Waits }) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const { waiting } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const params = useListParams();
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listApprovals({ waiting, cursor }, { signal }),
    queryKey: waiting,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
    pollMs: () => POLL_MS,
  });
  const tab = (id: Waits, label: string, href: string) => ({ id, label, href });
  return (
    <PageFrame
      title={t('approvalsPage.approvals')}
      description={t('approvalsPage.plansThatSomebodyHasTo')}
      tabs={{
        label: t('approvalsPage.approvals'),
        items: [
          tab('me', t('approvalsPage.waitingForMe'), links.approvals),
          tab(
            'requested',
            t('approvalsPage.requestedByMe'),
            `${links.approvals}/requested`,
          ),
          tab('all', t('approvalsPage.all'), `${links.approvals}/all`),
        ],
      }}
    >
      <Flex direction="column" gap="4">
        {waiting !== 'requested' && <WaitingCascades />}
        {list.error && (
          <ApiErrorPanel
            error={list.error}
            title={t('approvalsPage.theApprovalsCannotBeLoaded')}
            onRetry={list.reload}
          />
        )}
        {!list.items && !list.error && <Waiting />}
        {list.items?.length === 0 && (
          <EmptyState
            {...nothing(t)[waiting]}
            action={
              waiting === 'me' ? (
                <ButtonLink variant="secondary" href={`${links.approvals}/all`}>
                  {t('approvalsPage.showAllThatWaits')}
                </ButtonLink>
              ) : undefined
            }
          />
        )}
        {list.items && list.items.length > 0 && (
          <ul
            className={styles.list}
            aria-label={t('approvalsPage.waitingPlans')}
          >
            {list.items.map(item => (
              <ApprovalItem
                key={item.run.id}
                item={item}
                onChanged={list.reload}
              />
            ))}
          </ul>
        )}
        <PageControls list={list} />
      </Flex>
    </PageFrame>
  );
}
