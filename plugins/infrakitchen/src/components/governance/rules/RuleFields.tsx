import {
  Checkbox,
  Flex,
  NumberField,
  Radio,
  RadioGroup,
  Select,
  Switch,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import type { Role } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { roleOptions } from '../../access';
import {
  MultiSelect,
  PrincipalsField,
  ProjectPicker,
  TemplatePicker,
} from '../../shared';
import type { RuleDraft, RunKindOfRule } from './ruleDraft';

const scopes = [
  { id: 'global', label: 'Every resource' },
  { id: 'project', label: 'Resources in a project' },
  { id: 'template', label: 'Resources of a template' },
  { id: 'label', label: 'Resources with a label' },
];

const kinds = [
  { id: 'provision', label: 'Provision' },
  { id: 'update', label: 'Update' },
  { id: 'destroy', label: 'Destroy' },
];

interface FieldsProps {
  draft: RuleDraft;
  onChange: (draft: RuleDraft) => void;
}

/** Everything that a rule says. */
export function RuleFields(props: FieldsProps) {
  const { draft, onChange } = props;
  const set = (patch: Partial<RuleDraft>) => onChange({ ...draft, ...patch });
  return (
    <Flex direction="column" gap="4">
      <TextField
        label="Name"
        isRequired
        maxLength={120}
        value={draft.name}
        onChange={name => set({ name })}
      />
      <TextAreaField
        label="Description"
        maxLength={2000}
        value={draft.description}
        onChange={description => set({ description })}
      />
      <ScopeFields {...props} />
      <MultiSelect
        label="Kinds of runs"
        placeholder="All"
        options={kinds}
        value={draft.kinds}
        onChange={chosen => set({ kinds: chosen as RunKindOfRule[] })}
      />
      <RadioGroup
        label="Effect"
        value={draft.effect}
        onChange={effect => set({ effect: effect as RuleDraft['effect'] })}
      >
        <Radio value="require">Asks for approval</Radio>
        <Radio value="exempt">
          Takes away what rules of a wider scope ask for
        </Radio>
      </RadioGroup>
      {draft.effect === 'require' && <Requirement {...props} />}
      <Switch
        label="Enabled"
        isSelected={draft.enabled}
        onChange={enabled => set({ enabled })}
      />
    </Flex>
  );
}

function ScopeFields(props: FieldsProps) {
  const { draft, onChange } = props;
  const picked = {
    isRequired: true,
    value: draft.target,
    onChange: (target: RuleDraft['target']) => onChange({ ...draft, target }),
  };
  return (
    <>
      <Select
        label="What it is about"
        options={scopes}
        value={draft.scopeKind}
        onChange={key =>
          onChange({
            ...draft,
            scopeKind: key as RuleDraft['scopeKind'],
            target: undefined,
          })
        }
      />
      {draft.scopeKind === 'project' && (
        <ProjectPicker label="Project" {...picked} />
      )}
      {draft.scopeKind === 'template' && (
        <TemplatePicker label="Template" {...picked} />
      )}
      {draft.scopeKind === 'label' && (
        <TextField
          label="Label"
          isRequired
          maxLength={63}
          value={draft.label}
          onChange={label => onChange({ ...draft, label })}
        />
      )}
    </>
  );
}

function Requirement(props: FieldsProps) {
  const { draft, onChange } = props;
  const set = (patch: Partial<RuleDraft>) => onChange({ ...draft, ...patch });
  /** An emptied field is not a number, and then the old one stays. */
  const number =
    (name: 'approvals' | 'destructiveApprovals' | 'expiresAfterHours') =>
    (value: number) => {
      if (Number.isFinite(value)) {
        set({ [name]: value });
      }
    };
  return (
    <>
      <Flex gap="3" style={{ flexWrap: 'wrap' }}>
        <NumberField
          style={{ flex: '1 1 160px' }}
          label="Approvals"
          minValue={1}
          maxValue={20}
          value={draft.approvals}
          onChange={number('approvals')}
        />
        <NumberField
          style={{ flex: '1 1 160px' }}
          label="More if it destroys or replaces"
          minValue={0}
          maxValue={20}
          value={draft.destructiveApprovals}
          onChange={number('destructiveApprovals')}
        />
        <NumberField
          style={{ flex: '1 1 160px' }}
          label="Expires after hours"
          minValue={1}
          maxValue={8760}
          value={draft.expiresAfterHours}
          onChange={number('expiresAfterHours')}
        />
      </Flex>
      <Checkbox
        isSelected={draft.allowAdditions}
        onChange={allowAdditions => set({ allowAdditions })}
      >
        A plan that only adds objects needs no approval
      </Checkbox>
      <PrincipalsField
        label="Approvers"
        description="Users and groups; with none and no role, everybody with the role admin on the resource."
        value={draft.approverRefs}
        onChange={approverRefs => set({ approverRefs })}
      />
      <MultiSelect
        label="Roles that may approve"
        options={roleOptions}
        value={draft.approverRoles}
        onChange={roles => set({ approverRoles: roles as Role[] })}
      />
      <Checkbox
        isSelected={draft.allowRequester}
        onChange={allowRequester => set({ allowRequester })}
      >
        Who asked for it may approve it
      </Checkbox>
      <Checkbox
        isSelected={draft.allowEditors}
        onChange={allowEditors => set({ allowEditors })}
      >
        Who edited the change may approve it
      </Checkbox>
    </>
  );
}
