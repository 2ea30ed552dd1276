import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex } from '@backstage/ui';
import { EmptyState } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { OutputsTable } from './ModulePreview';
import type { TemplateTabProps } from './TemplatePage';
import { ChosenVersion } from './ChosenVersion';
import { useChosenVersion, VersionSelect } from './VersionSelect';
import { templatesTranslationRef } from './translation';

/** What a version hands over to children and readers. */
export function OutputsTab(props: TemplateTabProps) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { versions } = props;
  const { version, missing, choose } = useChosenVersion(versions);
  if (versions.value.length === 0) {
    return <EmptyState title={t('outputsTab.theTemplateHasNoVersion')} />;
  }
  return (
    <Flex direction="column" gap="4">
      <VersionSelect
        versions={versions.value}
        value={version?.id}
        onChange={choose}
        search={versions.search}
      />
      <ChosenVersion {...props} version={version} missing={missing}>
        {chosen => <OutputsTable outputs={chosen.analysis?.outputs ?? []} />}
      </ChosenVersion>
    </Flex>
  );
}
