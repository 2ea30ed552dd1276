import { Flex } from '@backstage/ui';
import type {
  ModuleVariable,
  VariableRule,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '@infrakitchen/backstage-plugin-infrakitchen-react';

/** The rules of a variable in a few words. */
export function RuleSummary(props: {
  variable: ModuleVariable;
  rule: VariableRule | undefined;
}) {
  const { variable, rule = {} } = props;
  const marks = [
    rule.required || (!variable.hasDefault && rule.default === undefined)
      ? 'required'
      : undefined,
    variable.sensitive || rule.sensitive ? 'sensitive' : undefined,
    rule.frozen && 'frozen',
    rule.unique && 'unique',
    rule.restricted && 'restricted',
    rule.options && `${rule.options.length} options`,
    rule.reference && `from output ${rule.reference.output}`,
    rule.minimum !== undefined && `≥ ${rule.minimum}`,
    rule.maximum !== undefined && `≤ ${rule.maximum}`,
    rule.minLength !== undefined && `at least ${rule.minLength} long`,
    rule.maxLength !== undefined && `at most ${rule.maxLength} long`,
    rule.pattern && `like ${rule.pattern}`,
    rule.group && `in ${rule.group}`,
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
