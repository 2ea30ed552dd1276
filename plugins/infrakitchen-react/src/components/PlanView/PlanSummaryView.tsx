import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex } from '@backstage/ui';
import type { PlanSummary } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '../Chip';
import { planViewTranslationRef } from './translation';

/**
 * The counts of a plan in one line.
 *
 * @public
 */
export function PlanSummaryView(props: {
  summary: PlanSummary;
  /** Signs and numbers only, for tables. */
  compact?: boolean;
}) {
  const { t } = useTranslationRef(planViewTranslationRef);
  const { summary, compact } = props;
  const changes =
    summary.create + summary.update + summary.replace + summary.delete;
  if (changes === 0 && summary.outputs === 0) {
    return <Chip>{t('summary.noChanges')}</Chip>;
  }
  if (compact) {
    return <CompactSummary summary={summary} />;
  }
  return (
    <Flex gap="1" style={{ flexWrap: 'wrap' }}>
      {partsOf(summary).map(({ of, number, sign, tone }) => (
        <Chip key={of} tone={tone}>
          {`${sign} ${t(`summary.${of}`, { number: String(number) })}`}
        </Chip>
      ))}
      {summary.read > 0 && (
        <Chip>{t('summary.toRead', { number: String(summary.read) })}</Chip>
      )}
      {summary.outputs > 0 && (
        <Chip>{t('summary.outputChanges', { count: summary.outputs })}</Chip>
      )}
    </Flex>
  );
}

function CompactSummary(props: { summary: PlanSummary }) {
  const { t } = useTranslationRef(planViewTranslationRef);
  const parts = partsOf(props.summary);
  const words = parts
    .map(({ of, number }) => t(`summary.${of}`, { number: String(number) }))
    .join(', ');
  return parts.length === 0 ? (
    <Chip>{t('summary.outputsOnly')}</Chip>
  ) : (
    <span role="img" aria-label={words} title={words}>
      {parts.map(({ sign, number }) => `${sign}${number}`).join('  ')}
    </span>
  );
}

/** What a plan does to objects, with the signs that engines use. */
function partsOf(summary: PlanSummary) {
  const { create, update, replace, delete: destroy } = summary;
  const parts = [
    { of: 'toCreate', number: create, sign: '+', tone: 'success' },
    { of: 'toUpdate', number: update, sign: '~', tone: 'info' },
    { of: 'toReplace', number: replace, sign: '−/+', tone: 'warning' },
    { of: 'toDestroy', number: destroy, sign: '−', tone: 'danger' },
  ] as const;
  return parts.filter(({ number }) => number > 0);
}
