import { Flex, Text } from '@backstage/ui';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ImpactChanges,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, Section } from '../../shared';
import { ValueErrors } from './ValueErrors';

/** Which inputs are otherwise now than at the last apply. */
export function StaleInputs(props: { resource: Resource }) {
  const { resource } = props;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.getStaleInputs(resource.id, { signal }),
    [api, resource.id, resource.revision, resource.status],
  );
  return (
    <Section title="Stale inputs">
      <Loaded data={data} errorTitle="What differs cannot be loaded">
        {({ changes, errors }) => (
          <Flex direction="column" gap="3">
            <Text as="p" color="secondary">
              Something above the resource, or its project, has changed since it
              was last applied. An update brings these inputs to it.
            </Text>
            <ValueErrors errors={errors} />
            {changes.length > 0 && (
              <ImpactChanges
                changes={changes}
                label="Inputs that differ from the last apply"
              />
            )}
          </Flex>
        )}
      </Loaded>
    </Section>
  );
}
