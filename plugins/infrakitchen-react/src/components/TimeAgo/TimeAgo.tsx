import {
  appLanguageApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { useEffect, useState } from 'react';
import { DateTime } from 'luxon';
import { timeAgoTranslationRef } from './translation';

const TICK_MS = 15_000;
const JUST_NOW_MS = 10_000;

/**
 * A point in time as distance from now, which stays right while the page is
 * open; the exact time is in the tooltip.
 *
 * @public
 */
export function TimeAgo(props: { at: string | undefined }) {
  const { t } = useTranslationRef(timeAgoTranslationRef);
  const { language } = useApi(appLanguageApiRef).getLanguage();
  const { at } = props;
  const [, setTick] = useState(0);
  useEffect(() => {
    if (!at) {
      return undefined;
    }
    const timer = setInterval(() => setTick(tick => tick + 1), TICK_MS);
    return () => clearInterval(timer);
  }, [at]);
  if (!at) {
    return <span>{t('timeAgo.never')}</span>;
  }
  const time = DateTime.fromISO(at);
  return (
    <time
      dateTime={at}
      title={time.toLocaleString(DateTime.DATETIME_FULL_WITH_SECONDS)}
    >
      {isJustNow(time)
        ? t('timeAgo.justNow')
        : time.toRelative({ locale: language }) ?? at}
    </time>
  );
}

function isJustNow(time: DateTime): boolean {
  // Clocks of servers and browsers differ by seconds.
  return Math.abs(time.diffNow().toMillis()) < JUST_NOW_MS;
}
