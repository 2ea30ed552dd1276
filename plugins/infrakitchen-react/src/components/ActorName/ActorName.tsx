import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { actorText } from './actorText';
import { actorNameTranslationRef } from './translation';

/**
 * A user, group or service as people call it; the full reference is in the
 * tooltip.
 *
 * @public
 */
export function ActorName(props: {
  /** Entity reference, such as `user:default/guest`, or id of a service. */
  actor: string;
  /** Such as `user`, `service` or `worker`. */
  kind?: string;
}) {
  const { t } = useTranslationRef(actorNameTranslationRef);
  const { actor, kind } = props;
  const text = actorText(actor, kind, t);
  return <span title={text === actor ? undefined : actor}>{text}</span>;
}
