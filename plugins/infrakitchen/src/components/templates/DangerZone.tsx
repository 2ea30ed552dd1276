import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import {
  ConfirmDialog,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  Section,
  useAction,
  useGoTo,
  useLinks,
  useNotify,
  WriteError,
} from '../shared';
import type { TemplateTabProps } from './TemplatePage';
import { templatesTranslationRef } from './translation';

/** Enables, disables and deletes a template. */
export function DangerZone(props: TemplateTabProps) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { template, reload } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const action = useAction();
  const [deleting, setDeleting] = useState(false);
  return (
    <Section title={t('dangerZone.availability')} form>
      <Flex direction="column" gap="3">
        <Text as="p" color="secondary">
          {template.enabled
            ? t('dangerZone.resourcesCanBeCreatedFrom')
            : t('dangerZone.theTemplateIsDisabledNothing')}
        </Text>
        <WriteError
          error={action.error}
          title={t('dangerZone.theTemplateWasNotChanged')}
          onReload={reload}
        />
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          <Button
            variant="secondary"
            isPending={action.pending === 'toggle'}
            onPress={() =>
              action.run('toggle', async () => {
                await api.actOnTemplate(
                  template.id,
                  template.enabled ? 'disable' : 'enable',
                );
                await reload();
              })
            }
          >
            {template.enabled
              ? t('dangerZone.disable')
              : t('dangerZone.enable')}
          </Button>
          <Button
            variant="secondary"
            destructive
            onPress={() => setDeleting(true)}
          >
            {t('dangerZone.delete')}
          </Button>
        </Flex>
        <ConfirmDialog
          isOpen={deleting}
          title={t('dangerZone.deleteName', { name: template.name })}
          confirmLabel={t('dangerZone.delete')}
          destructive
          requiredText={template.name}
          onClose={() => setDeleting(false)}
          onConfirm={async () => {
            await api.deleteTemplate(template.id);
            notify(t('dangerZone.nameWasDeleted', { name: template.name }));
            goTo(links.templates);
          }}
        >
          {t('dangerZone.theTemplateAndItsVersions')}
        </ConfirmDialog>
      </Flex>
    </Section>
  );
}
