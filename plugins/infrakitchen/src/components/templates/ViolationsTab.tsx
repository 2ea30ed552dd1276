import { Flex, Text } from '@backstage/ui';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section } from '../shared';
import type { TemplateTabProps } from './TemplatePage';
import { ViolationList } from './ViolationList';

/** Resources that break the conventions and variable rules of now. */
export function ViolationsTab({ template }: TemplateTabProps) {
  const api = useInfrakitchenApi();
  return (
    <Section title="Violations">
      <Flex direction="column" gap="3">
        <Text as="p" color="secondary">
          Conventions and rules may have come after the resources. What breaks
          them goes on; its next edit or run has to put it right.
        </Text>
        <ViolationList
          key={template.revision}
          load={(cursor, signal) =>
            api.listViolations(template.id, { cursor }, { signal })
          }
          fine="Every resource follows the conventions and rules"
        />
      </Flex>
    </Section>
  );
}
