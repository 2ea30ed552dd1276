import { Button, ButtonIcon, Flex, Text } from '@backstage/ui';
import { RiArrowLeftSLine, RiArrowRightSLine } from '@remixicon/react';
import { isWithin } from '../pointer';
import { useEditorScope } from './EditorContext';
import type { usePage } from './useRows';

/** Turns the pages of a long list, and leads to what is wrong on others. */
export function RowPager(props: {
  label: string;
  total: number;
  /** JSON pointers of the rows. */
  pointers: string[];
  paging: ReturnType<typeof usePage>;
}) {
  const { label, total, pointers, paging } = props;
  const { problems, t } = useEditorScope();
  if (paging.last === 0) {
    return null;
  }
  const places = Object.keys(problems);
  const elsewhere = pointers.findIndex(
    (pointer, row) =>
      (row < paging.start || row >= paging.end) &&
      places.some(place => isWithin(place, pointer)),
  );
  return (
    <Flex align="center" gap="2" style={{ flexWrap: 'wrap' }}>
      <ButtonIcon
        size="small"
        variant="secondary"
        aria-label={t('pager.previous', { label })}
        icon={<RiArrowLeftSLine />}
        isDisabled={paging.page === 0}
        onPress={() => paging.setPage(paging.page - 1)}
      />
      <Text variant="body-small" role="status">
        {t('pager.range', {
          first: String(paging.start + 1),
          last: String(paging.end),
          total: String(total),
        })}
      </Text>
      <ButtonIcon
        size="small"
        variant="secondary"
        aria-label={t('pager.next', { label })}
        icon={<RiArrowRightSLine />}
        isDisabled={paging.page === paging.last}
        onPress={() => paging.setPage(paging.page + 1)}
      />
      {elsewhere >= 0 && (
        <Button
          size="small"
          variant="secondary"
          onPress={() => paging.goToRow(elsewhere)}
        >
          {t('pager.goToProblem', { number: String(elsewhere + 1) })}
        </Button>
      )}
    </Flex>
  );
}
