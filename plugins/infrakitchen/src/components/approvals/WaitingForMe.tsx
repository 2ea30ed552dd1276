import { ButtonLink } from '@backstage/ui';
import {
  EmptyState,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, Section, useLinks } from '../shared';
import { ApprovalItem } from './ApprovalItem';
import styles from './ApprovalItem.module.css';

const POLL_MS = 15_000;
const SHOWN = 3;

/** The plans that the reader can decide about, those that wait longest. */
export function WaitingForMe() {
  const api = useInfrakitchenApi();
  const links = useLinks();
  const data = useAsyncData(
    signal => api.listApprovals({ waiting: 'me', limit: SHOWN }, { signal }),
    [api],
    { pollMs: () => POLL_MS },
  );
  return (
    <Section
      title="Waits for me"
      actions={
        <ButtonLink size="small" variant="secondary" href={links.approvals}>
          All approvals
        </ButtonLink>
      }
    >
      <Loaded data={data} errorTitle="The approvals cannot be loaded">
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="Nothing waits for you" />
          ) : (
            <ul className={styles.list} aria-label="Plans that wait for me">
              {items.map(item => (
                <ApprovalItem
                  key={item.run.id}
                  item={item}
                  onChanged={data.reload}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}
