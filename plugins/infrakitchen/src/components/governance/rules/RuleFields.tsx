import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { useRoleOptions } from '../../access';
import {
  MultiSelect,
  PrincipalsField,
  ProjectPicker,
  TemplatePicker,
} from '../../shared';
import type { RuleDraft, RunKindOfRule } from './ruleDraft';
import { governanceTranslationRef, type Translate } from '../translation';

const scopes = (t: Translate) => [
  { id: 'global', label: t('ruleFields.everyResource') },
  { id: 'project', label: t('ruleFields.resourcesInAProject') },
  { id: 'template', label: t('ruleFields.resourcesOfATemplate') },
  { id: 'label', label: t('ruleFields.resourcesWithALabel') },
];

const kinds = (t: Translate) => [
  { id: 'provision', label: t('ruleFields.provision') },
  { id: 'update', label: t('ruleFields.update') },
  { id: 'destroy', label: t('ruleFields.destroy') },
];

interface FieldsProps {
  draft: RuleDraft;
  onChange: (draft: RuleDraft) => void;
}

/** Everything that a rule says. */
export function RuleFields(props: FieldsProps) {
  const { t } = useTranslationRef(governanceTranslationRef);
  const { draft, onChange } = props;
  const set = (patch: Partial<RuleDraft>) => onChange({ ...draft, ...patch });
  return (
    <Flex direction="column" gap="4">
      <TextField
        label={t('ruleFields.name')}
        isRequired
        maxLength={120}
        value={draft.name}
        onChange={name => set({ name })}
      />
      <TextAreaField
        label={t('ruleFields.description')}
        maxLength={2000}
        value={draft.description}
        onChange={description => set({ description })}
      />
      <ScopeFields {...props} />
      <MultiSelect
        label={t('ruleFields.kindsOfRuns')}
        placeholder={t('ruleFields.all')}
        options={kinds(t)}
        value={draft.kinds}
        onChange={chosen => set({ kinds: chosen as RunKindOfRule[] })}
      />
      <RadioGroup
        label={t('ruleFields.effect')}
        value={draft.effect}
        onChange={effect => set({ effect: effect as RuleDraft['effect'] })}
      >
        <Radio value="require">{t('ruleFields.asksForApproval')}</Radio>
        <Radio value="exempt">{t('ruleFields.takesAwayWhatRulesOf')}</Radio>
      </RadioGroup>
      {draft.effect === 'require' && <Requirement {...props} />}
      <Switch
        label={t('ruleFields.enabled')}
        isSelected={draft.enabled}
        onChange={enabled => set({ enabled })}
      />
    </Flex>
  );
}

function ScopeFields(props: FieldsProps) {
  const { t } = useTranslationRef(governanceTranslationRef);
  const { draft, onChange } = props;
  const picked = {
    isRequired: true,
    value: draft.target,
    onChange: (target: RuleDraft['target']) => onChange({ ...draft, target }),
  };
  return (
    <>
      <Select
        label={t('ruleFields.whatItIsAbout')}
        options={scopes(t)}
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
        <ProjectPicker label={t('ruleFields.project')} {...picked} />
      )}
      {draft.scopeKind === 'template' && (
        <TemplatePicker label={t('ruleFields.template')} {...picked} />
      )}
      {draft.scopeKind === 'label' && (
        <TextField
          label={t('ruleFields.label')}
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
  const { t } = useTranslationRef(governanceTranslationRef);
  const roleOptions = useRoleOptions();
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
          label={t('ruleFields.approvals')}
          minValue={1}
          maxValue={20}
          value={draft.approvals}
          onChange={number('approvals')}
        />
        <NumberField
          style={{ flex: '1 1 160px' }}
          label={t('ruleFields.moreIfItDestroysOr')}
          minValue={0}
          maxValue={20}
          value={draft.destructiveApprovals}
          onChange={number('destructiveApprovals')}
        />
        <NumberField
          style={{ flex: '1 1 160px' }}
          label={t('ruleFields.expiresAfterHours')}
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
        {t('ruleFields.aPlanThatOnlyAdds')}
      </Checkbox>
      <PrincipalsField
        label={t('ruleFields.approvers')}
        description={t('ruleFields.usersAndGroupsWithNone')}
        value={draft.approverRefs}
        onChange={approverRefs => set({ approverRefs })}
      />
      <MultiSelect
        label={t('ruleFields.rolesThatMayApprove')}
        options={roleOptions}
        value={draft.approverRoles}
        onChange={roles => set({ approverRoles: roles as Role[] })}
      />
      <Checkbox
        isSelected={draft.allowRequester}
        onChange={allowRequester => set({ allowRequester })}
      >
        {t('ruleFields.whoAskedForItMay')}
      </Checkbox>
      <Checkbox
        isSelected={draft.allowEditors}
        onChange={allowEditors => set({ allowEditors })}
      >
        {t('ruleFields.whoEditedTheChangeMay')}
      </Checkbox>
    </>
  );
}
