import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Flex, Radio, RadioGroup, SearchField, Text } from '@backstage/ui';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { resourcesCreateTranslationRef } from './translation';

/** Chooses the template. */
export function TemplateStep(props: {
  templates: Template[];
  value: string | undefined;
  onChange: (templateId: string) => void;
}) {
  const { t } = useTranslationRef(resourcesCreateTranslationRef);
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
          label={t('templateStep.searchTemplates')}
          value={search}
          onChange={setSearch}
        />
      )}
      <RadioGroup
        label={t('templateStep.template')}
        value={value ?? ''}
        onChange={onChange}
      >
        {shown.map(template => (
          <Radio key={template.id} value={template.id}>
            <Flex direction="column" gap="0.5">
              <Text>
                {template.abstract
                  ? t('templateStep.nameIsAbstract', { name: template.name })
                  : template.name}
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
      {shown.length === 0 && <Text>{t('templateStep.noTemplateMatches')}</Text>}
    </Flex>
  );
}
