import { DateTime } from 'luxon';

/**
 * A point in time as distance from now; the exact time is in the tooltip.
 *
 * @public
 */
export function TimeAgo(props: { at: string | undefined }) {
  if (!props.at) {
    return <span>never</span>;
  }
  const time = DateTime.fromISO(props.at);
  return (
    <time
      dateTime={props.at}
      title={time.toLocaleString(DateTime.DATETIME_FULL_WITH_SECONDS)}
    >
      {time.toRelative() ?? props.at}
    </time>
  );
}
