import { actorText } from './actorText';

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
  const { actor, kind } = props;
  const text = actorText(actor, kind);
  return <span title={text === actor ? undefined : actor}>{text}</span>;
}
