import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import { Chip } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section } from '../../shared';
import { describeLifecycle } from '../../templates/lifecycle';
import type { ResourceTabProps } from './ResourcePage';
import { UpgradeDialog } from './UpgradeDialog';
import { resourcesDetailTranslationRef } from './translation';
import { templatesTranslationRef } from '../../templates/translation';

/** The version that a resource has, and the way to another one. */
export function VersionSection(props: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { t: tTemplates } = useTranslationRef(templatesTranslationRef);
  const { resource, reload } = props;
  const [changing, setChanging] = useState(false);
  const { version, state } = resource;
  if (!version) {
    return null;
  }
  const lifecycle = describeLifecycle(tTemplates, version.lifecycle);
  return (
    <Section title={t('versionSection.version')} form>
      <Flex direction="column" gap="3">
        <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
          <Text>{version.ref}</Text>
          <Chip tone={lifecycle.tone}>{lifecycle.label}</Chip>
        </Flex>
        <div>
          <Button
            variant="secondary"
            isDisabled={state === 'destroy' || state === 'destroyed'}
            onPress={() => setChanging(true)}
          >
            {t('versionSection.changeVersion')}
          </Button>
        </div>
        {changing && (
          <UpgradeDialog
            resource={resource}
            onClose={() => setChanging(false)}
            onSaved={async () => {
              setChanging(false);
              await reload();
            }}
          />
        )}
      </Flex>
    </Section>
  );
}
