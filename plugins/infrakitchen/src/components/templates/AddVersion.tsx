import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, Select, TextAreaField } from '@backstage/ui';
import type {
  ModuleSource,
  Template,
  TemplateVersion,
  VersionLifecycle,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  DraftNotice,
  Section,
  useAction,
  useFormState,
  WriteError,
} from '../shared';
import { lifecycleOptions } from './lifecycle';
import {
  emptySource,
  keptSource,
  ModuleSourceFields,
} from './ModuleSourceFields';
import { templatesTranslationRef } from './translation';

interface VersionDraft {
  source: ModuleSource;
  lifecycle: VersionLifecycle;
  note: string;
}

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
  const form = useFormState<VersionDraft>({
    object: `template/${template.id}/version/new`,
    base: latest?.id,
    start: {
      source: {
        ...emptySource,
        repositoryUrl: latest?.repositoryUrl ?? '',
        path: latest?.path ?? '',
      },
      lifecycle: 'preview',
      note: '',
    },
    keep: value => {
      const kept = keptSource(t, value.source);
      return {
        value: { ...value, source: kept.source },
        omitted: kept.omitted,
      };
    },
  });
  const { source, lifecycle, note } = form.value;

  const add = () =>
    action.run('add', async () => {
      await api.createVersion(template.id, {
        ...source,
        path: source.path?.trim() || undefined,
        lifecycle,
        breakingChanges: note.trim() || undefined,
        variableRules: latest?.variableRules,
      });
      form.draft.forget();
      await onAdded();
    });

  return (
    <Section title={t('addVersion.addAVersion')} form>
      <Flex direction="column" gap="3">
        <DraftNotice draft={form.draft} onDiscard={form.reset} />
        <ModuleSourceFields
          source={source}
          onChange={next => form.set({ source: next })}
        />
        {source.ref && (
          <>
            <Select
              label={t('addVersion.lifecycle')}
              options={lifecycleOptions(t)}
              value={lifecycle}
              onChange={key => form.set({ lifecycle: key as VersionLifecycle })}
            />
            <TextAreaField
              label={t('addVersion.breakingChanges')}
              description={t('addVersion.whatOwnersOfResourcesMust')}
              value={note}
              onChange={next => form.set({ note: next })}
            />
          </>
        )}
        <WriteError
          error={action.error}
          title={t('addVersion.theVersionWasNotAdded')}
        />
        <Flex gap="2">
          <Button
            variant="secondary"
            onPress={() => {
              form.draft.forget();
              onClose();
            }}
          >
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
