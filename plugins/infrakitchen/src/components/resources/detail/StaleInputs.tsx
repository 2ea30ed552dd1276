import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ImpactChanges,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, Section } from '../../shared';
import { ValueErrors } from './ValueErrors';
import { resourcesDetailTranslationRef } from './translation';

/** Which inputs are otherwise now than at the last apply. */
export function StaleInputs(props: { resource: Resource }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource } = props;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.getStaleInputs(resource.id, { signal }),
    [api, resource.id, resource.revision, resource.status],
  );
  return (
    <Section title={t('staleInputs.staleInputs')}>
      <Loaded
        data={data}
        errorTitle={t('staleInputs.whatDiffersCannotBeLoaded')}
      >
        {({ changes, errors }) => (
          <Flex direction="column" gap="3">
            <Text as="p" color="secondary">
              {t('staleInputs.somethingAboveTheResourceOr')}
            </Text>
            <ValueErrors errors={errors} />
            {changes.length > 0 && (
              <ImpactChanges
                changes={changes}
                label={t('staleInputs.inputsThatDifferFromThe')}
              />
            )}
          </Flex>
        )}
      </Loaded>
    </Section>
  );
}
