import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex } from '@backstage/ui';
import type {
  ModuleVariable,
  VariableRule,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { templatesTranslationRef } from './translation';

/** The rules of a variable in a few words. */
export function RuleSummary(props: {
  variable: ModuleVariable;
  rule: VariableRule | undefined;
}) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { variable, rule = {} } = props;
  const marks = [
    rule.required || (!variable.hasDefault && rule.default === undefined)
      ? 'required'
      : undefined,
    variable.sensitive || rule.sensitive ? 'sensitive' : undefined,
    rule.frozen && 'frozen',
    rule.unique && 'unique',
    rule.restricted && 'restricted',
    rule.options &&
      t('ruleSummary.numberOptions', { number: String(rule.options.length) }),
    rule.reference &&
      t('ruleSummary.fromOutputOutput', { output: rule.reference.output }),
    rule.minimum !== undefined && `≥ ${rule.minimum}`,
    rule.maximum !== undefined && `≤ ${rule.maximum}`,
    rule.minLength !== undefined &&
      t('ruleSummary.atLeastMinLengthLong', {
        minLength: String(rule.minLength),
      }),
    rule.maxLength !== undefined &&
      t('ruleSummary.atMostMaxLengthLong', {
        maxLength: String(rule.maxLength),
      }),
    rule.pattern && t('ruleSummary.likePattern', { pattern: rule.pattern }),
    rule.group && t('ruleSummary.inGroup', { group: rule.group }),
  ].filter((mark): mark is string => typeof mark === 'string');
  return marks.length === 0 ? (
    <>–</>
  ) : (
    <Flex gap="1" style={{ flexWrap: 'wrap' }}>
      {marks.map(mark => (
        <Chip key={mark}>{mark}</Chip>
      ))}
    </Flex>
  );
}
