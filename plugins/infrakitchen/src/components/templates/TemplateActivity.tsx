import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex } from '@backstage/ui';
import { RecordActivity, RevisionsSection } from '../history';
import { ChosenVersion } from './ChosenVersion';
import type { TemplateTabProps } from './TemplatePage';
import { useChosenVersion, VersionSelect } from './VersionSelect';
import { templatesTranslationRef } from './translation';

/** Who changed the template and its versions, and how they were before. */
export function TemplateActivity(props: TemplateTabProps) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { template, versions, reload } = props;
  const { version, missing, choose } = useChosenVersion(
    versions,
    ([newest]) => newest,
  );
  return (
    <Flex direction="column" gap="4">
      <RecordActivity
        kind="template"
        id={template.id}
        revision={template.revision}
        reload={reload}
      />
      {versions.value.length > 0 && (
        <>
          <VersionSelect
            label={t('templateActivity.versionOfTheModule')}
            versions={versions.value}
            value={version?.id}
            onChange={choose}
            search={versions.search}
          />
          <ChosenVersion {...props} version={version} missing={missing}>
            {({ id, ref, revision }) => (
              <RevisionsSection
                key={id}
                title={t('templateActivity.revisionsOfVersionRef', { ref })}
                kind="version"
                id={id}
                revision={revision}
                onRestored={reload}
              />
            )}
          </ChosenVersion>
        </>
      )}
    </Flex>
  );
}
