import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Checkbox, Flex, TextAreaField, TextField } from '@backstage/ui';
import type { ModuleVariable } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RuleDraft } from './ruleDraft';
import { templatesTranslationRef, type Translate } from './translation';

const flags = (t: Translate) =>
  [
    ['required', t('ruleFields.requiredMustHaveAValue')],
    ['frozen', t('ruleFields.frozenCannotChangeAfterThe')],
    ['unique', t('ruleFields.uniqueNoTwoResourcesOf')],
    ['restricted', t('ruleFields.restrictedComesFromADefault')],
    ['sensitive', t('ruleFields.sensitiveEncryptedAndNeverShown')],
  ] as const;

const limits = (t: Translate) =>
  ({
    number: [
      ['minimum', t('ruleFields.minimum')],
      ['maximum', t('ruleFields.maximum')],
    ],
    length: [
      ['minLength', t('ruleFields.minimumLength')],
      ['maxLength', t('ruleFields.maximumLength')],
    ],
  } as const);

/** Fields for all rules of a variable but its reference. */
export function RuleFields(props: {
  variable: ModuleVariable;
  draft: RuleDraft;
  onChange: (draft: RuleDraft) => void;
}) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { variable, draft, onChange } = props;
  const isNumber = variable.type === 'number';
  const isText = variable.type === 'string';
  const format = isText
    ? t('ruleFields.plainText')
    : t('ruleFields.asJsonSuchAs1');
  return (
    <>
      <Flex direction="column" gap="2">
        {flags(t).map(([name, label]) => (
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
        label={t('ruleFields.default')}
        description={t('ruleFields.insteadOfTheModulesOwn', { format })}
        value={draft.default}
        onChange={text => onChange({ ...draft, default: text })}
      />
      <TextAreaField
        label={t('ruleFields.options')}
        description={t('ruleFields.theOnlyPossibleValuesOne', { format })}
        value={draft.options}
        onChange={options => onChange({ ...draft, options })}
      />
      <Flex gap="3">
        {limits(t)[isNumber ? 'number' : 'length'].map(([name, label]) => (
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
          label={t('ruleFields.pattern')}
          description={t('ruleFields.regularExpressionRe2ForThe')}
          value={draft.pattern}
          onChange={pattern => onChange({ ...draft, pattern })}
        />
      )}
    </>
  );
}
