import { Flex } from '@backstage/ui';
import type {
  Template,
  VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { TagsEditor } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { ResourceDraft } from './resourceDraft';

/** Tags and configs of the new resource. */
export function EntriesStep(props: {
  template: Template;
  draft: ResourceDraft;
  onChange: (draft: ResourceDraft) => void;
  schema: VersionSchema | undefined;
}) {
  const { template, draft, onChange, schema } = props;
  return (
    <Flex direction="column" gap="5">
      <TagsEditor
        noun="Tag"
        description="Flow onto the objects in the cloud, and to children."
        entries={draft.tags}
        onChange={tags => onChange({ ...draft, tags })}
        inherited={schema?.tags}
        required={template.conventions.requiredTags}
      />
      <TagsEditor
        noun="Config"
        description="Flow into variables of the same name, here and in children."
        entries={draft.configs}
        onChange={configs => onChange({ ...draft, configs })}
        inherited={schema?.configs}
        required={template.conventions.requiredConfigs}
      />
    </Flex>
  );
}
