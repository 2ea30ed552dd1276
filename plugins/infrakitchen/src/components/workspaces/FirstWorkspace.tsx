import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Flex, Text } from '@backstage/ui';
import { Section, useCallerAccess, useLinks } from '../shared';
import { purpose } from './workspaceTexts';
import { workspacesTranslationRef } from './translation';

/** What to do where there is no workspace yet. */
export function FirstWorkspace(props: { canCreate: boolean }) {
  const { t } = useTranslationRef(workspacesTranslationRef);
  const links = useLinks();
  const access = useCallerAccess();
  const canConnect = access?.canCreateConnections?.includes('integration');
  const steps = [
    t('firstWorkspace.connectYourGitHostBy'),
    t('firstWorkspace.registerARepositoryThatExists'),
    t('firstWorkspace.chooseItForAProject'),
  ];
  return (
    <Section title={t('firstWorkspace.noWorkspacesYet')}>
      <Flex direction="column" gap="3">
        <Text as="p">{purpose(t)}</Text>
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
              {t('firstWorkspace.registerTheFirstRepository')}
            </ButtonLink>
            {canConnect && (
              <ButtonLink
                variant="secondary"
                href={links.newConnection('integration')}
              >
                {t('firstWorkspace.createIntegration')}
              </ButtonLink>
            )}
          </Flex>
        ) : (
          <Text color="secondary">
            {t('firstWorkspace.anAdminOfEverythingRegisters')}
          </Text>
        )}
      </Flex>
    </Section>
  );
}
