import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Flex, Text } from '@backstage/ui';
import type { TemplateVersion } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  useAsyncData,
  useInfrakitchenApi,
  useVersions,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded } from '../shared';
import { FindingList } from './FindingList';
import { VersionSelect } from './VersionSelect';
import { ViolationList } from './ViolationList';
import { templatesTranslationRef } from './translation';

/** What differs between a version and another one, and who would notice. */
export function VersionCompare(props: { version: TemplateVersion }) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { version } = props;
  const api = useInfrakitchenApi();
  const [otherId, setOtherId] = useState<string>();
  const data = useAsyncData(
    signal => api.compareVersions(version.id, otherId, { signal }),
    [api, version.id, version.revision, otherId],
  );
  const otherWith = otherId ?? data.value?.with?.id;
  // The one before may be older than the newest.
  const known = useVersions(version.templateId, otherWith);
  if (!known.value) {
    return (
      <Loaded
        data={known}
        errorTitle={t('versionCompare.theVersionsCannotBeCompared')}
      >
        {() => null}
      </Loaded>
    );
  }
  const others = known.value.filter(
    ({ id, analysis }) => id !== version.id && analysis,
  );
  if (others.length === 0 && !known.search.isNeeded) {
    return <Text>{t('versionCompare.thereIsNoOtherVersion')}</Text>;
  }
  return (
    <Flex direction="column" gap="4">
      <VersionSelect
        label={t('versionCompare.compareRefWith', { ref: version.ref })}
        versions={others}
        value={otherWith}
        onChange={setOtherId}
        search={known.search}
      />
      <Loaded
        data={data}
        errorTitle={t('versionCompare.theVersionsCannotBeCompared')}
      >
        {({ with: older, findings, resourceCount = 0 }) =>
          older ? (
            <Flex direction="column" gap="4">
              <FindingList findings={findings} />
              {resourceCount > 0 && (
                <Flex direction="column" gap="3">
                  <Text as="h4" variant="title-x-small">
                    {t('versionCompare.movingTheResourcesOfRef', {
                      ref: older.ref,
                      ref2: version.ref,
                    })}
                  </Text>
                  <ViolationList
                    key={older.id}
                    load={(cursor, signal) =>
                      api.previewVersion(
                        version.id,
                        { resourcesOf: older.id },
                        { cursor },
                        { signal },
                      )
                    }
                    fine={t('versionCompare.noneOfThemWouldBreak')}
                  />
                </Flex>
              )}
            </Flex>
          ) : (
            <Text>{t('versionCompare.itIsTheFirstVersion')}</Text>
          )
        }
      </Loaded>
    </Flex>
  );
}
