import { useState } from 'react';
import { Button, Flex, Select, TextAreaField } from '@backstage/ui';
import type {
  ModuleSource,
  Template,
  TemplateVersion,
  VersionLifecycle,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section, useAction, WriteError } from '../shared';
import { lifecycleOptions } from './lifecycle';
import { emptySource, ModuleSourceFields } from './ModuleSourceFields';

/** Adds a version; starts with the source of the newest one. */
export function AddVersion(props: {
  template: Template;
  latest: TemplateVersion | undefined;
  onClose: () => void;
  onAdded: () => Promise<void>;
}) {
  const { template, latest, onClose, onAdded } = props;
  const api = useInfrakitchenApi();
  const action = useAction();
  const [source, setSource] = useState<ModuleSource>({
    ...emptySource,
    repositoryUrl: latest?.repositoryUrl ?? '',
    path: latest?.path ?? '',
  });
  const [lifecycle, setLifecycle] = useState<VersionLifecycle>('preview');
  const [note, setNote] = useState('');

  const add = () =>
    action.run('add', async () => {
      await api.createVersion(template.id, {
        ...source,
        path: source.path?.trim() || undefined,
        lifecycle,
        breakingChanges: note.trim() || undefined,
        variableRules: latest?.variableRules,
      });
      await onAdded();
    });

  return (
    <Section title="Add a version" form>
      <Flex direction="column" gap="3">
        <ModuleSourceFields source={source} onChange={setSource} />
        {source.ref && (
          <>
            <Select
              label="Lifecycle"
              options={lifecycleOptions}
              value={lifecycle}
              onChange={key => setLifecycle(key as VersionLifecycle)}
            />
            <TextAreaField
              label="Breaking changes"
              description="What owners of resources must know before they move to this version."
              value={note}
              onChange={setNote}
            />
          </>
        )}
        <WriteError error={action.error} title="The version was not added" />
        <Flex gap="2">
          <Button variant="secondary" onPress={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            isDisabled={!source.ref}
            isPending={action.pending === 'add'}
            onPress={add}
          >
            Save version
          </Button>
        </Flex>
      </Flex>
    </Section>
  );
}
