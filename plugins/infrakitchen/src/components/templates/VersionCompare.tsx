import { useState } from 'react';
import { Flex, Text } from '@backstage/ui';
import type { TemplateVersion } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded } from '../shared';
import { FindingList } from './FindingList';
import { VersionSelect } from './VersionSelect';
import { ViolationList } from './ViolationList';

/** What differs between a version and another one, and who would notice. */
export function VersionCompare(props: {
  version: TemplateVersion;
  versions: TemplateVersion[];
}) {
  const { version, versions } = props;
  const api = useInfrakitchenApi();
  const [otherId, setOtherId] = useState<string>();
  const data = useAsyncData(
    signal => api.compareVersions(version.id, otherId, { signal }),
    [api, version.id, version.revision, otherId],
  );
  const others = versions.filter(
    ({ id, analysis }) => id !== version.id && analysis,
  );
  if (others.length === 0) {
    return <Text>There is no other version to compare with.</Text>;
  }
  return (
    <Flex direction="column" gap="4">
      <VersionSelect
        label={`Compare ${version.ref} with`}
        versions={others}
        value={otherId ?? data.value?.with?.id}
        onChange={setOtherId}
      />
      <Loaded data={data} errorTitle="The versions cannot be compared">
        {({ with: older, findings, resourceCount = 0 }) =>
          older ? (
            <Flex direction="column" gap="4">
              <FindingList findings={findings} />
              {resourceCount > 0 && (
                <Flex direction="column" gap="3">
                  <Text as="h4" variant="title-x-small">
                    {`Moving the resources of ${older.ref} to ${version.ref}`}
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
                    fine="None of them would break"
                  />
                </Flex>
              )}
            </Flex>
          ) : (
            <Text>
              It is the first version. Choose another one to compare with.
            </Text>
          )
        }
      </Loaded>
    </Flex>
  );
}
