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

/** Enables, disables and deletes a template. */
export function DangerZone(props: TemplateTabProps) {
  const { template, reload } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const action = useAction();
  const [deleting, setDeleting] = useState(false);
  return (
    <Section title="Availability" form>
      <Flex direction="column" gap="3">
        <Text as="p" color="secondary">
          {template.enabled
            ? 'Resources can be created from this template. Disabling it stops that and every run but destroying.'
            : 'The template is disabled: nothing can be created from it, and its resources can only be destroyed.'}
        </Text>
        <WriteError
          error={action.error}
          title="The template was not changed"
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
            {template.enabled ? 'Disable' : 'Enable'}
          </Button>
          <Button
            variant="secondary"
            destructive
            onPress={() => setDeleting(true)}
          >
            Delete
          </Button>
        </Flex>
        <ConfirmDialog
          isOpen={deleting}
          title={`Delete ${template.name}`}
          confirmLabel="Delete"
          destructive
          requiredText={template.name}
          onClose={() => setDeleting(false)}
          onConfirm={async () => {
            await api.deleteTemplate(template.id);
            notify(`${template.name} was deleted`);
            goTo(links.templates);
          }}
        >
          The template and its versions are deleted. This is possible only when
          no resource and no child template uses it.
        </ConfirmDialog>
      </Flex>
    </Section>
  );
}
