import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Button, Checkbox, Flex } from '@backstage/ui';
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
import {
  draftProblem,
  emptyDraft,
  TemplateFields,
  toTemplateInput,
  type TemplateDraft,
} from './TemplateFields';
import { useTemplates } from './useTemplates';
import { templatesTranslationRef } from './translation';

/** Creates a template without a module: abstract, or to be filled later. */
export function NewTemplatePage() {
  const { t } = useTranslationRef(templatesTranslationRef);
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const action = useAction();
  const templates = useTemplates();
  const [draft, setDraft] = useState(emptyDraft);
  const [abstract, setAbstract] = useState(true);
  const [tried, setTried] = useState(false);
  const unfinished = useFormDraft<{ draft: TemplateDraft; abstract: boolean }>({
    object: 'template/new',
    isEdited: draft !== emptyDraft || !abstract,
    value: { draft, abstract },
    onRestore: found => {
      setDraft(found.draft);
      setAbstract(found.abstract);
    },
  });

  const create = async () => {
    setTried(true);
    if (draftProblem(t, draft)) {
      return;
    }
    await action.run('create', async () => {
      const template = await api.createTemplate({
        ...toTemplateInput(draft),
        abstract,
      });
      unfinished.forget();
      notify(t('newTemplatePage.nameWasCreated', { name: template.name }));
      goTo(links.template(template.id));
    });
  };

  return (
    <PageFrame
      title={t('newTemplatePage.newTemplate')}
      description={t('newTemplatePage.forWhatOnlyStructuresThe')}
      breadcrumb={links.newTemplate}
    >
      <DraftNotice
        draft={unfinished}
        onDiscard={() => {
          setDraft(emptyDraft);
          setAbstract(true);
        }}
      />
      <Section title={t('newTemplatePage.template')} form>
        <Flex direction="column" gap="3">
          <Checkbox isSelected={abstract} onChange={setAbstract}>
            {t('newTemplatePage.abstractHasNoModuleAnd')}
          </Checkbox>
          <TemplateFields
            draft={draft}
            onChange={setDraft}
            templates={templates.value ?? []}
            showProblem={tried}
          />
          <WriteError
            error={action.error}
            title={t('newTemplatePage.theTemplateWasNotCreated')}
          />
          <div>
            <Button
              variant="primary"
              isPending={action.pending === 'create'}
              onPress={create}
            >
              {t('newTemplatePage.createTemplate')}
            </Button>
          </div>
        </Flex>
      </Section>
    </PageFrame>
  );
}
