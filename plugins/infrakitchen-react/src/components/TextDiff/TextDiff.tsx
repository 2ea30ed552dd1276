import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { diffLines } from 'diff';
import { DiffTable } from './DiffTable';
import { toDiffRows } from './diffRows';
import { textDiffTranslationRef } from './translation';

/** Beyond this a comparison line by line would hold up the page. */
const COMPARED_LENGTH = 200_000;

/**
 * Two texts compared line by line, with what is alike folded away.
 *
 * @public
 */
export function TextDiff(props: {
  label: string;
  before: string;
  after: string;
}) {
  const { t } = useTranslationRef(textDiffTranslationRef);
  const { label, before, after } = props;
  const rows = useMemo(
    () =>
      before.length + after.length > COMPARED_LENGTH
        ? undefined
        : toDiffRows(diffLines(before, after)),
    [before, after],
  );
  if (!rows) {
    return <em>{t('textDiff.tooLong')}</em>;
  }
  return <DiffTable label={label} rows={rows} />;
}
