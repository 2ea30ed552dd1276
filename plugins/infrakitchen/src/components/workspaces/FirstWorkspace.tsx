import { ButtonLink, Flex, Text } from '@backstage/ui';
import { Section, useCallerAccess, useLinks } from '../shared';
import { purpose } from './workspaceTexts';

/** What to do where there is no workspace yet. */
export function FirstWorkspace(props: { canCreate: boolean }) {
  const links = useLinks();
  const access = useCallerAccess();
  const canConnect = access?.canCreateConnections?.includes('integration');
  const steps = [
    'Connect your git host by an integration. A repository that git reaches by its URL alone needs none.',
    'Register a repository that exists and has a first commit.',
    'Choose it for a project, whose resources then share it, or for a single resource.',
  ];
  return (
    <Section title="No workspaces yet">
      <Flex direction="column" gap="3">
        <Text as="p">{purpose}</Text>
        <ol style={{ margin: 0, paddingLeft: 20 }}>
          {steps.map(step => (
            <li key={step}>
              <Text>{step}</Text>
            </li>
          ))}
        </ol>
        {props.canCreate ? (
          <Flex gap="2" style={{ flexWrap: 'wrap' }}>
            <ButtonLink variant="primary" href={links.newWorkspace}>
              Register the first repository
            </ButtonLink>
            {canConnect && (
              <ButtonLink
                variant="secondary"
                href={links.newConnection('integration')}
              >
                Create integration
              </ButtonLink>
            )}
          </Flex>
        ) : (
          <Text color="secondary">
            An admin of everything registers repositories. Those that you have a
            role on are listed here.
          </Text>
        )}
      </Flex>
    </Section>
  );
}
