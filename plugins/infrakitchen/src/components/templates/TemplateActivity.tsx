import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Flex, Select } from '@backstage/ui';
import { RecordActivity, RevisionsSection } from '../history';
import type { TemplateTabProps } from './TemplatePage';
import { templatesTranslationRef } from './translation';

/** Who changed the template and its versions, and how they were before. */
export function TemplateActivity(props: TemplateTabProps) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { template, versions, reload } = props;
  const [versionId, setVersionId] = useState(versions[0]?.id);
  const version = versions.find(({ id }) => id === versionId);
  return (
    <Flex direction="column" gap="4">
      <RecordActivity
        kind="template"
        id={template.id}
        revision={template.revision}
        reload={reload}
      />
      {versions.length > 0 && (
        <Select
          label={t('templateActivity.versionOfTheModule')}
          options={versions.map(({ id, ref }) => ({ id, label: ref }))}
          value={versionId}
          onChange={key => setVersionId(String(key))}
        />
      )}
      {version && (
        <RevisionsSection
          key={version.id}
          title={t('templateActivity.revisionsOfVersionRef', {
            ref: version.ref,
          })}
          kind="version"
          id={version.id}
          revision={version.revision}
          onRestored={reload}
        />
      )}
    </Flex>
  );
}
