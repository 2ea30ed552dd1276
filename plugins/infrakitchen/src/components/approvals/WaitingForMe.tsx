import { ButtonLink } from '@backstage/ui';
import type { ApprovalPage } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Section, useLinks } from '../shared';
import { ApprovalItem } from './ApprovalItem';
import styles from './ApprovalItem.module.css';

/** The plans that the reader can decide about, those that wait longest. */
export function WaitingForMe(props: {
  waiting: ApprovalPage;
  onChanged: () => void;
}) {
  const { waiting, onChanged } = props;
  const links = useLinks();
  return (
    <Section
      title="Waits for me"
      actions={
        <ButtonLink size="small" variant="secondary" href={links.approvals}>
          {waiting.nextCursor ? 'More approvals' : 'All approvals'}
        </ButtonLink>
      }
    >
      <ul className={styles.list} aria-label="Plans that wait for me">
        {waiting.items.map(item => (
          <ApprovalItem key={item.run.id} item={item} onChanged={onChanged} />
        ))}
      </ul>
    </Section>
  );
}
