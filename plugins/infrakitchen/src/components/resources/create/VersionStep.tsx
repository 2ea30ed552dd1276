import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Flex } from '@backstage/ui';
import {
  offeredVersions,
  versionWarnings,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  EmptyState,
  type VersionsData,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded } from '../../shared';
import { VersionSelect } from '../../templates/VersionSelect';
import { resourcesCreateTranslationRef } from './translation';

/** Whether resources can be created from a version. */
export function isUsable(version: TemplateVersion): boolean {
  return offeredVersions([version]).length > 0;
}

/** Chooses the version of the module. */
export function VersionStep(props: {
  versions: VersionsData;
  value: string | undefined;
  onChange: (versionId: string) => void;
}) {
  const { t } = useTranslationRef(resourcesCreateTranslationRef);
  const { versions, value, onChange } = props;
  return (
    <Loaded
      data={versions}
      errorTitle={t('versionStep.theVersionsCannotBeLoaded')}
    >
      {all => {
        const chosen = all.find(({ id }) => id === value);
        return all.length === 0 ? (
          <EmptyState
            title={t('versionStep.theTemplateHasNoVersion')}
            description={t('versionStep.aPlatformEngineerAddsOne')}
          />
        ) : (
          <Flex direction="column" gap="3">
            <VersionSelect
              versions={[
                ...offeredVersions(all),
                ...all.filter(version => !isUsable(version)),
              ]}
              value={value}
              onChange={onChange}
              search={versions.search}
              isDisabled={version => !isUsable(version)}
            />
            {versionWarnings(chosen).map(({ code, message }) => (
              <Alert key={code} status="warning" icon title={message} />
            ))}
            {chosen?.breakingChanges && (
              <Alert
                status="info"
                icon
                title={t('versionStep.breakingChangesOfThisVersion')}
                description={chosen.breakingChanges}
              />
            )}
          </Flex>
        );
      }}
    </Loaded>
  );
}
