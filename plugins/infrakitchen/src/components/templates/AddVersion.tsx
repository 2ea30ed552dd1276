import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { templatesTranslationRef } from './translation';

/** Adds a version; starts with the source of the newest one. */
export function AddVersion(props: {
  template: Template;
  latest: TemplateVersion | undefined;
  onClose: () => void;
  onAdded: () => Promise<void>;
}) {
  const { t } = useTranslationRef(templatesTranslationRef);
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
    <Section title={t('addVersion.addAVersion')} form>
      <Flex direction="column" gap="3">
        <ModuleSourceFields source={source} onChange={setSource} />
        {source.ref && (
          <>
            <Select
              label={t('addVersion.lifecycle')}
              options={lifecycleOptions(t)}
              value={lifecycle}
              onChange={key => setLifecycle(key as VersionLifecycle)}
            />
            <TextAreaField
              label={t('addVersion.breakingChanges')}
              description={t('addVersion.whatOwnersOfResourcesMust')}
              value={note}
              onChange={setNote}
            />
          </>
        )}
        <WriteError
          error={action.error}
          title={t('addVersion.theVersionWasNotAdded')}
        />
        <Flex gap="2">
          <Button variant="secondary" onPress={onClose}>
            {t('addVersion.cancel')}
          </Button>
          <Button
            variant="primary"
            isDisabled={!source.ref}
            isPending={action.pending === 'add'}
            onPress={add}
          >
            {t('addVersion.saveVersion')}
          </Button>
        </Flex>
      </Flex>
    </Section>
  );
}
