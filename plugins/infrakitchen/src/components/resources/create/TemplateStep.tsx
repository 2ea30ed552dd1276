import { useState } from 'react';
import { Flex, Radio, RadioGroup, SearchField, Text } from '@backstage/ui';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Chooses the template. */
export function TemplateStep(props: {
  templates: Template[];
  value: string | undefined;
  onChange: (templateId: string) => void;
}) {
  const { templates, value, onChange } = props;
  const [search, setSearch] = useState('');
  const text = search.trim().toLowerCase();
  const shown = templates.filter(
    ({ id, name, key, labels }) =>
      id === value ||
      [name, key, ...labels].some(word => word.toLowerCase().includes(text)),
  );
  return (
    <Flex direction="column" gap="3">
      {templates.length > 6 && (
        <SearchField
          label="Search templates"
          value={search}
          onChange={setSearch}
        />
      )}
      <RadioGroup label="Template" value={value ?? ''} onChange={onChange}>
        {shown.map(template => (
          <Radio key={template.id} value={template.id}>
            <Flex direction="column" gap="0.5">
              <Text>
                {template.name}
                {template.abstract ? ' (abstract)' : ''}
              </Text>
              {template.description && (
                <Text variant="body-small" color="secondary">
                  {template.description}
                </Text>
              )}
            </Flex>
          </Radio>
        ))}
      </RadioGroup>
      {shown.length === 0 && <Text>No template matches.</Text>}
    </Flex>
  );
}
