import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Button, Flex, Select, Text } from '@backstage/ui';
import type {
  AnalysedModule,
  ModuleSource,
  VersionLifecycle,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  DraftNotice,
  PageFrame,
  Section,
  useAction,
  useFormDraft,
  useGoTo,
  useLinks,
  useNotify,
  WriteError,
} from '../shared';
import { lifecycleOptions } from './lifecycle';
import { ModulePreview } from './ModulePreview';
import {
  emptySource,
  keptSource,
  ModuleSourceFields,
} from './ModuleSourceFields';
import {
  draftProblem,
  emptyDraft,
  TemplateFields,
  toTemplateInput,
  type TemplateDraft,
} from './TemplateFields';
import { keyFromName, nameFromModule } from './templateKey';
import { useTemplates } from './useTemplates';
import { templatesTranslationRef } from './translation';

interface UnfinishedImport {
  source: ModuleSource;
  draft: TemplateDraft;
  lifecycle: VersionLifecycle;
}

/** Imports a module: source, preview, and what the template is called. */
export function ImportTemplatePage() {
  const { t } = useTranslationRef(templatesTranslationRef);
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const action = useAction();
  const templates = useTemplates();
  const [source, setSource] = useState<ModuleSource>(emptySource);
  const [module, setModule] = useState<AnalysedModule>();
  const [draft, setDraft] = useState(emptyDraft);
  const [lifecycle, setLifecycle] = useState<VersionLifecycle>('active');
  const [tried, setTried] = useState(false);
  const isEdited =
    source !== emptySource || draft !== emptyDraft || lifecycle !== 'active';
  const kept = keptSource(t, source);
  const unfinished = useFormDraft<UnfinishedImport>({
    object: 'template/import',
    isEdited,
    value: { source: kept.source, draft, lifecycle },
    omitted: kept.omitted,
    onRestore: found => {
      setSource(found.source);
      setDraft(found.draft);
      setLifecycle(found.lifecycle);
    },
  });

  const changeSource = (next: ModuleSource) => {
    setSource(next);
    // What was analysed is no longer what would be imported.
    setModule(undefined);
    action.clearError();
  };
  const analyse = () =>
    action.run('analyse', async () => {
      setModule(undefined);
      setModule(await api.analyseModule(clean(source)));
      if (draft.name === '') {
        const name = nameFromModule(source.repositoryUrl, source.path ?? '');
        setDraft({ ...draft, name, key: keyFromName(name) });
      }
    });
  const importModule = async () => {
    setTried(true);
    if (draftProblem(t, draft)) {
      return;
    }
    await action.run('import', async () => {
      const { template } = await api.importTemplate({
        template: { ...toTemplateInput(draft), abstract: false },
        version: { ...clean(source), lifecycle },
      });
      unfinished.forget();
      notify(t('importTemplatePage.nameWasImported', { name: template.name }));
      goTo(links.template(template.id));
    });
  };

  return (
    <PageFrame
      title={t('importTemplatePage.importAModule')}
      description={t('importTemplatePage.turnsATerraformOrOpen')}
      breadcrumb={links.importTemplate}
    >
      <DraftNotice
        draft={unfinished}
        onDiscard={() => {
          changeSource(emptySource);
          setDraft(emptyDraft);
          setLifecycle('active');
        }}
      />
      <Section title={t('importTemplatePage.source')} form>
        <Flex direction="column" gap="3">
          <ModuleSourceFields source={source} onChange={changeSource} />
          {source.ref && (
            <div>
              <Button
                variant={module ? 'secondary' : 'primary'}
                isPending={action.pending === 'analyse'}
                onPress={analyse}
              >
                {t('importTemplatePage.analyse')}
              </Button>
            </div>
          )}
        </Flex>
      </Section>
      <WriteError
        error={action.error}
        title={
          module
            ? t('importTemplatePage.theModuleWasNotImported')
            : t('importTemplatePage.theModuleCannotBeAnalysed')
        }
      />
      {module && (
        <>
          <Section title={t('importTemplatePage.preview')}>
            <Flex direction="column" gap="3">
              <Text color="secondary">
                {t('importTemplatePage.commit')}{' '}
                <code>{module.commitSha.slice(0, 10)}</code>
              </Text>
              <ModulePreview analysis={module.analysis} />
            </Flex>
          </Section>
          <Section title={t('importTemplatePage.template')} form>
            <Flex direction="column" gap="3">
              <TemplateFields
                draft={draft}
                onChange={setDraft}
                templates={templates.value ?? []}
                showProblem={tried}
              />
              <Select
                label={t('importTemplatePage.lifecycle')}
                options={lifecycleOptions(t)}
                value={lifecycle}
                onChange={key => setLifecycle(key as VersionLifecycle)}
              />
              <div>
                <Button
                  variant="primary"
                  isPending={action.pending === 'import'}
                  onPress={importModule}
                >
                  {t('importTemplatePage.import')}
                </Button>
              </div>
            </Flex>
          </Section>
        </>
      )}
    </PageFrame>
  );
}

function clean(source: ModuleSource): ModuleSource {
  const path = source.path?.trim();
  return { ...source, path: path || undefined };
}
