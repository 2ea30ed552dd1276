import { Flex, Select } from '@backstage/ui';
import type { Scope } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  IntegrationPicker,
  ProjectPicker,
  ResourcePicker,
  SecretPicker,
  StoragePicker,
  TemplatePicker,
  WorkspacePicker,
  type PickedOption,
} from '../shared';
import { scopeReach } from './roleTexts';

/** Where a grant holds, while somebody chooses it. */
export interface ScopeDraft {
  kind: Scope['kind'];
  target?: PickedOption;
}

/** The scope as the API takes it; undefined where something is missing. */
export function toScope(draft: ScopeDraft): Scope | undefined {
  if (draft.kind === 'global') {
    return { kind: 'global' };
  }
  return draft.target && { kind: draft.kind, id: draft.target.id };
}

const kinds: Array<{ id: Scope['kind']; label: string }> = [
  { id: 'global', label: 'Everywhere' },
  { id: 'project', label: 'A project' },
  { id: 'template', label: 'A template' },
  { id: 'resource', label: 'A resource' },
  { id: 'integration', label: 'An integration' },
  { id: 'secret', label: 'A secret' },
  { id: 'storage', label: 'A storage' },
  { id: 'workspace', label: 'A workspace' },
];

const pickers = {
  project: { label: 'Project', Picker: ProjectPicker },
  template: { label: 'Template', Picker: TemplatePicker },
  resource: { label: 'Resource', Picker: ResourcePicker },
  integration: { label: 'Integration', Picker: IntegrationPicker },
  secret: { label: 'Secret', Picker: SecretPicker },
  storage: { label: 'Storage', Picker: StoragePicker },
  workspace: { label: 'Workspace', Picker: WorkspacePicker },
};

/** Chooses where a grant holds. */
export function ScopeField(props: {
  value: ScopeDraft;
  onChange: (value: ScopeDraft) => void;
}) {
  const { value, onChange } = props;
  const chosen = value.kind === 'global' ? undefined : pickers[value.kind];
  return (
    <Flex direction="column" gap="3">
      <Select
        label="Where"
        description={`Reaches ${scopeReach(value.kind)}.`}
        options={kinds}
        value={value.kind}
        onChange={key => onChange({ kind: key as Scope['kind'] })}
      />
      {chosen && (
        <chosen.Picker
          key={value.kind}
          label={chosen.label}
          isRequired
          value={value.target}
          onChange={target => onChange({ ...value, target })}
        />
      )}
    </Flex>
  );
}
