import { Flex, Text } from '@backstage/ui';
import type { Change } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  TimeAgo,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { FieldDiff } from '../../shared';

/** The fields of a change, before and after, and who wrote each. */
export function ChangeDiff(props: { change: Change }) {
  const { change } = props;
  return (
    <Flex direction="column" gap="3">
      <Text color="secondary">
        Begun by <ActorName actor={change.createdBy} />, last edited{' '}
        <TimeAgo at={change.updatedAt} />
      </Text>
      <FieldDiff label="Changed fields" fields={change.fields} withAuthor />
    </Flex>
  );
}
