import { Flex, Text } from '@backstage/ui';
import {
  ApiErrorPanel,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Requirements } from './Requirements';

/** Who would have to approve an action, before it is asked for. */
export function ApproversPreview(props: {
  resourceId: string;
  action: 'provision' | 'update' | 'destroy' | 'recreate';
}) {
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
        title="It is not known who has to approve it"
        onRetry={data.reload}
      />
    );
  }
  if (!data.value) {
    return (
      <Text as="p" variant="body-small" color="secondary">
        Asking who has to approve it …
      </Text>
    );
  }
  return data.value.length === 0 ? (
    <Text as="p" variant="body-small" color="secondary">
      Nobody has to approve it: the plan is applied at once.
    </Text>
  ) : (
    <Flex direction="column" gap="2">
      <Text as="p" weight="bold">
        Has to be approved before it is applied
      </Text>
      <Requirements label="Who has to approve it" requirements={data.value} />
    </Flex>
  );
}
