import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { accessTranslationRef, type Translate } from './translation';

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

const kinds: (
  t: Translate,
) => Array<{ id: Scope['kind']; label: string }> = t => [
  { id: 'global', label: t('scopeField.everywhere') },
  { id: 'project', label: t('scopeField.aProject') },
  { id: 'template', label: t('scopeField.aTemplate') },
  { id: 'resource', label: t('scopeField.aResource') },
  { id: 'integration', label: t('scopeField.anIntegration') },
  { id: 'secret', label: t('scopeField.aSecret') },
  { id: 'storage', label: t('scopeField.aStorage') },
  { id: 'workspace', label: t('scopeField.aWorkspace') },
];

const pickers = (t: Translate) => ({
  project: { label: t('scopeField.project'), Picker: ProjectPicker },
  template: { label: t('scopeField.template'), Picker: TemplatePicker },
  resource: { label: t('scopeField.resource'), Picker: ResourcePicker },
  integration: {
    label: t('scopeField.integration'),
    Picker: IntegrationPicker,
  },
  secret: { label: t('scopeField.secret'), Picker: SecretPicker },
  storage: { label: t('scopeField.storage'), Picker: StoragePicker },
  workspace: { label: t('scopeField.workspace'), Picker: WorkspacePicker },
});

/** Chooses where a grant holds. */
export function ScopeField(props: {
  value: ScopeDraft;
  onChange: (value: ScopeDraft) => void;
}) {
  const { t } = useTranslationRef(accessTranslationRef);
  const { value, onChange } = props;
  const chosen = value.kind === 'global' ? undefined : pickers(t)[value.kind];
  return (
    <Flex direction="column" gap="3">
      <Select
        label={t('scopeField.where')}
        description={t('scopeField.reachesScopeReach', {
          scopeReach: scopeReach(t, value.kind),
        })}
        options={kinds(t)}
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
