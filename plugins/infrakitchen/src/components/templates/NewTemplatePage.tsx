import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Button, Checkbox, Flex } from '@backstage/ui';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  DraftNotice,
  PageFrame,
  Section,
  useAction,
  useFormState,
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
  const [tried, setTried] = useState(false);
  const form = useFormState({
    object: 'template/new',
    start: { draft: emptyDraft, abstract: true },
  });
  const { draft, abstract } = form.value;

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
      form.draft.forget();
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
      <DraftNotice draft={form.draft} onDiscard={form.reset} />
      <Section title={t('newTemplatePage.template')} form>
        <Flex direction="column" gap="3">
          <Checkbox
            isSelected={abstract}
            onChange={next => form.set({ abstract: next })}
          >
            {t('newTemplatePage.abstractHasNoModuleAnd')}
          </Checkbox>
          <TemplateFields
            draft={draft}
            onChange={next => form.set({ draft: next })}
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
