import { ButtonLink, Flex, Text } from '@backstage/ui';
import { Section, useLinks } from '../shared';

/** What to do in an empty portal. */
export function FirstSteps() {
  const links = useLinks();
  return (
    <Section title="First steps">
      <Flex direction="column" gap="3">
        <ol style={{ margin: 0, paddingLeft: 20 }}>
          <li>
            <Text>
              Create abstract templates for what only structures, such as an
              account or a region.
            </Text>
          </li>
          <li>
            <Text>
              Import a Terraform or OpenTofu module from git as a template.
            </Text>
          </li>
          <li>
            <Text>
              Create a resource from it, dry-run it, and provision it.
            </Text>
          </li>
        </ol>
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          <ButtonLink variant="primary" href={links.importTemplate}>
            Import the first module
          </ButtonLink>
          <ButtonLink variant="secondary" href={links.newTemplate}>
            Create the first template
          </ButtonLink>
        </Flex>
      </Flex>
    </Section>
  );
}
