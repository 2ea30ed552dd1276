import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex } from '@backstage/ui';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ParentPicker } from './ParentPicker';
import { resourcesCreateTranslationRef } from './translation';

/** One parent for each parent template. */
export function ParentsStep(props: {
  template: Template;
  templates: Template[];
  value: Record<string, string>;
  onChange: (parents: Record<string, string>) => void;
  showErrors: boolean;
}) {
  const { t } = useTranslationRef(resourcesCreateTranslationRef);
  const { template, templates, value, onChange } = props;
  return (
    <Flex direction="column" gap="3">
      {template.parentIds.map(templateId => (
        <ParentPicker
          key={templateId}
          templateId={templateId}
          templateName={
            templates.find(({ id }) => id === templateId)?.name ??
            t('parentsStep.parent')
          }
          value={value[templateId]}
          isInvalid={props.showErrors && !value[templateId]}
          onChange={id => onChange({ ...value, [templateId]: id })}
        />
      ))}
    </Flex>
  );
}
