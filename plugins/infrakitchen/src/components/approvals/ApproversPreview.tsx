import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import {
  ApiErrorPanel,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Requirements } from './Requirements';
import { approvalsTranslationRef } from './translation';

/** Who would have to approve an action, before it is asked for. */
export function ApproversPreview(props: {
  resourceId: string;
  action: 'provision' | 'update' | 'destroy' | 'recreate';
}) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const { resourceId, action } = props;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.previewApprovers(resourceId, action, { signal }),
    [api, resourceId, action],
  );
  if (data.error) {
    return (
      <ApiErrorPanel
        error={data.error}
        title={t('approversPreview.itIsNotKnownWho')}
        onRetry={data.reload}
      />
    );
  }
  if (!data.value) {
    return (
      <Text as="p" variant="body-small" color="secondary">
        {t('approversPreview.askingWhoHasToApprove')}
      </Text>
    );
  }
  return data.value.length === 0 ? (
    <Text as="p" variant="body-small" color="secondary">
      {t('approversPreview.nobodyHasToApproveIt')}
    </Text>
  ) : (
    <Flex direction="column" gap="2">
      <Text as="p" weight="bold">
        {t('approversPreview.hasToBeApprovedBefore')}
      </Text>
      <Requirements
        label={t('approversPreview.whoHasToApproveIt')}
        requirements={data.value}
      />
    </Flex>
  );
}
