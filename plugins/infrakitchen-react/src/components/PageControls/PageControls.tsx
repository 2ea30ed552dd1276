import { Button, Flex, Text } from '@backstage/ui';
import type { PagedList } from '../../hooks';

/**
 * Turns the pages of a list.
 *
 * @public
 */
export function PageControls(props: { list: PagedList<unknown> }) {
  const { list } = props;
  if (!list.hasNext && !list.hasPrevious) {
    return null;
  }
  return (
    <Flex justify="end" align="center" gap="2" mt="2">
      <Text color="secondary">
        Page {list.pageNumber}
        {list.totalItems !== undefined &&
          ` · ${list.totalIsMinimum ? 'more than ' : ''}${
            list.totalItems
          } in all`}
      </Text>
      <Button
        variant="secondary"
        isDisabled={!list.hasPrevious}
        onPress={list.previous}
      >
        Previous page
      </Button>
      <Button
        variant="secondary"
        isDisabled={!list.hasNext}
        onPress={list.next}
      >
        Next page
      </Button>
    </Flex>
  );
}
