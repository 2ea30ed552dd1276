import { Checkbox, Flex, TextAreaField, TextField } from '@backstage/ui';
import type { ModuleVariable } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RuleDraft } from './ruleDraft';

const flags = [
  ['required', 'Required: must have a value'],
  ['frozen', 'Frozen: cannot change after the first provision'],
  ['unique', 'Unique: no two resources of the template share a value'],
  ['restricted', 'Restricted: comes from a default, config or reference only'],
  ['sensitive', 'Sensitive: encrypted and never shown'],
] as const;

const limits = {
  number: [
    ['minimum', 'Minimum'],
    ['maximum', 'Maximum'],
  ],
  length: [
    ['minLength', 'Minimum length'],
    ['maxLength', 'Maximum length'],
  ],
} as const;

/** Fields for all rules of a variable but its reference. */
export function RuleFields(props: {
  variable: ModuleVariable;
  draft: RuleDraft;
  onChange: (draft: RuleDraft) => void;
}) {
  const { variable, draft, onChange } = props;
  const isNumber = variable.type === 'number';
  const isText = variable.type === 'string';
  const format = isText ? 'Plain text.' : 'As JSON, such as 1.5 or ["a"].';
  return (
    <>
      <Flex direction="column" gap="2">
        {flags.map(([name, label]) => (
          <Checkbox
            key={name}
            isSelected={
              draft[name] || (name === 'sensitive' && variable.sensitive)
            }
            isDisabled={name === 'sensitive' && variable.sensitive}
            onChange={on => onChange({ ...draft, [name]: on })}
          >
            {label}
          </Checkbox>
        ))}
      </Flex>
      <TextField
        label="Default"
        description={`Instead of the module's own. ${format}`}
        value={draft.default}
        onChange={text => onChange({ ...draft, default: text })}
      />
      <TextAreaField
        label="Options"
        description={`The only possible values, one per line. ${format}`}
        value={draft.options}
        onChange={options => onChange({ ...draft, options })}
      />
      <Flex gap="3">
        {limits[isNumber ? 'number' : 'length'].map(([name, label]) => (
          <TextField
            key={name}
            label={label}
            inputMode="decimal"
            value={draft[name]}
            onChange={text => onChange({ ...draft, [name]: text })}
          />
        ))}
      </Flex>
      {isText && (
        <TextField
          label="Pattern"
          description="Regular expression (RE2) for the whole value."
          value={draft.pattern}
          onChange={pattern => onChange({ ...draft, pattern })}
        />
      )}
    </>
  );
}
