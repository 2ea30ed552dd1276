import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import type { Change } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  TimeAgo,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { FieldDiff } from '../../shared';
import { resourcesDetailTranslationRef } from './translation';

/** The fields of a change, before and after, and who wrote each. */
export function ChangeDiff(props: { change: Change }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { change } = props;
  return (
    <Flex direction="column" gap="3">
      <Text color="secondary">
        {t('changeDiff.begunAndEdited', {
          actor: <ActorName actor={change.createdBy} />,
          at: <TimeAgo at={change.updatedAt} />,
        })}
      </Text>
      <FieldDiff
        label={t('changeDiff.changedFields')}
        fields={change.fields}
        withAuthor
      />
    </Flex>
  );
}
