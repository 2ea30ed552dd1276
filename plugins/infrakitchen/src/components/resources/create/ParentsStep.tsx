import { Flex } from '@backstage/ui';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ParentPicker } from './ParentPicker';

/** One parent for each parent template. */
export function ParentsStep(props: {
  template: Template;
  templates: Template[];
  value: Record<string, string>;
  onChange: (parents: Record<string, string>) => void;
}) {
  const { template, templates, value, onChange } = props;
  return (
    <Flex direction="column" gap="3">
      {template.parentIds.map(templateId => (
        <ParentPicker
          key={templateId}
          templateId={templateId}
          templateName={
            templates.find(({ id }) => id === templateId)?.name ?? 'Parent'
          }
          value={value[templateId]}
          onChange={id => onChange({ ...value, [templateId]: id })}
        />
      ))}
    </Flex>
  );
}
