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
import { PageFrame, useLinks, useListParams, Waiting } from '../shared';
import { ApprovalItem } from './ApprovalItem';
import styles from './ApprovalItem.module.css';

const POLL_MS = 10_000;

type Waits = 'me' | 'requested' | 'all';

const nothing: Record<Waits, { title: string; description: string }> = {
  me: {
    title: 'Nothing waits for you',
    description:
      'A plan appears here when a rule asks for an approval that you can give.',
  },
  requested: {
    title: 'Nothing that you asked for waits',
    description: 'What you start and others have to approve appears here.',
  },
  all: {
    title: 'Nothing waits for approval',
    description: 'Plans appear here when a rule asks for an approval.',
  },
};

/** The inbox: plans that wait for somebody's decision. */
export function ApprovalsRouter() {
  return (
    <Routes>
      <Route index element={<ApprovalsPage waiting="me" />} />
      <Route path="requested" element={<ApprovalsPage waiting="requested" />} />
      <Route path="all" element={<ApprovalsPage waiting="all" />} />
      <Route path="*" element={<EmptyState title="There is no such page" />} />
    </Routes>
  );
}

function ApprovalsPage(props: { waiting: Waits }) {
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
      title="Approvals"
      description="Plans that somebody has to approve before they are applied."
      tabs={{
        label: 'Approvals',
        items: [
          tab('me', 'Waiting for me', links.approvals),
          tab('requested', 'Requested by me', `${links.approvals}/requested`),
          tab('all', 'All', `${links.approvals}/all`),
        ],
      }}
    >
      <Flex direction="column" gap="4">
        {waiting !== 'requested' && <WaitingCascades />}
        {list.error && (
          <ApiErrorPanel
            error={list.error}
            title="The approvals cannot be loaded"
            onRetry={list.reload}
          />
        )}
        {!list.items && !list.error && <Waiting />}
        {list.items?.length === 0 && (
          <EmptyState
            {...nothing[waiting]}
            action={
              waiting === 'me' ? (
                <ButtonLink variant="secondary" href={`${links.approvals}/all`}>
                  Show all that waits
                </ButtonLink>
              ) : undefined
            }
          />
        )}
        {list.items && list.items.length > 0 && (
          <ul className={styles.list} aria-label="Waiting plans">
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
