import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex } from '@backstage/ui';
import type {
  Template,
  VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { TagsEditor } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { ResourceDraft } from './resourceDraft';
import { resourcesCreateTranslationRef } from './translation';

/** Tags and configs of the new resource. */
export function EntriesStep(props: {
  template: Template;
  draft: ResourceDraft;
  onChange: (draft: ResourceDraft) => void;
  schema: VersionSchema | undefined;
}) {
  const { t } = useTranslationRef(resourcesCreateTranslationRef);
  const { template, draft, onChange, schema } = props;
  return (
    <Flex direction="column" gap="5">
      <TagsEditor
        noun="Tag"
        description={t('entriesStep.flowOntoTheObjectsIn')}
        entries={draft.tags}
        onChange={tags => onChange({ ...draft, tags })}
        inherited={schema?.tags}
        required={template.conventions.requiredTags}
      />
      <TagsEditor
        noun="Config"
        description={t('entriesStep.flowIntoVariablesOfThe')}
        entries={draft.configs}
        onChange={configs => onChange({ ...draft, configs })}
        inherited={schema?.configs}
        required={template.conventions.requiredConfigs}
      />
    </Flex>
  );
}
