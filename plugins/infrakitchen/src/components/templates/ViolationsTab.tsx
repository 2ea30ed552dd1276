import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section } from '../shared';
import type { TemplateTabProps } from './TemplatePage';
import { ViolationList } from './ViolationList';
import { templatesTranslationRef } from './translation';

/** Resources that break the conventions and variable rules of now. */
export function ViolationsTab({ template }: TemplateTabProps) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const api = useInfrakitchenApi();
  return (
    <Section title={t('violationsTab.violations')}>
      <Flex direction="column" gap="3">
        <Text as="p" color="secondary">
          {t('violationsTab.conventionsAndRulesMayHave')}
        </Text>
        <ViolationList
          key={template.revision}
          load={(cursor, signal) =>
            api.listViolations(template.id, { cursor }, { signal })
          }
          fine={t('violationsTab.everyResourceFollowsTheConventions')}
        />
      </Flex>
    </Section>
  );
}
