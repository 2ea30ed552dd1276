import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, Text } from '@backstage/ui';
import type { PagedList } from '../../hooks';
import { pageControlsTranslationRef, type Translate } from './translation';

/**
 * Turns the pages of a list.
 *
 * @public
 */
export function PageControls(props: { list: PagedList<unknown> }) {
  const { t } = useTranslationRef(pageControlsTranslationRef);
  const { list } = props;
  if (!list.hasNext && !list.hasPrevious) {
    return null;
  }
  return (
    <Flex justify="end" align="center" gap="2" mt="2">
      <Text color="secondary">{pageText(t, list)}</Text>
      <Button
        variant="secondary"
        isDisabled={!list.hasPrevious}
        onPress={list.previous}
      >
        {t('pageControls.previous')}
      </Button>
      <Button
        variant="secondary"
        isDisabled={!list.hasNext}
        onPress={list.next}
      >
        {t('pageControls.next')}
      </Button>
    </Flex>
  );
}

function pageText(t: Translate, list: PagedList<unknown>): string {
  const page = String(list.pageNumber);
  if (list.totalItems === undefined) {
    return t('pageControls.page', { page });
  }
  return t(
    list.totalIsMinimum
      ? 'pageControls.pageOfMore'
      : 'pageControls.pageOfTotal',
    { page, total: String(list.totalItems) },
  );
}
