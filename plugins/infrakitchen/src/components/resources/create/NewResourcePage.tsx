import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { ButtonLink } from '@backstage/ui';
import {
  identityApiRef,
  useApiHolder,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  EmptyState,
  useInfrakitchenApi,
  type InfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, PageFrame, useLinks, type PickedOption } from '../../shared';
import { useTemplates } from '../../templates/useTemplates';
import { CreateWizard } from './CreateWizard';
import { emptyDraft, type ResourceDraft } from './resourceDraft';
import { resourcesCreateTranslationRef } from './translation';

/** Creates a resource, step by step. */
export function NewResourcePage() {
  const { t } = useTranslationRef(resourcesCreateTranslationRef);
  const links = useLinks();
  const templates = useTemplates();
  const [attempt, setAttempt] = useState(0);
  return (
    <PageFrame
      title={t('newResourcePage.createAResource')}
      breadcrumb={links.newResource()}
    >
      <Loaded
        data={templates}
        errorTitle={t('newResourcePage.theTemplatesCannotBeLoaded')}
      >
        {all => {
          const usable = all.filter(template => template.enabled);
          return usable.length === 0 ? (
            <EmptyState
              title={t('newResourcePage.thereIsNoTemplateTo')}
              description={t('newResourcePage.aPlatformEngineerImportsA')}
              action={
                <ButtonLink variant="primary" href={links.importTemplate}>
                  {t('newResourcePage.importModule')}
                </ButtonLink>
              }
            />
          ) : (
            <PresetWizard
              key={attempt}
              templates={usable}
              onDiscard={() => setAttempt(attempt + 1)}
            />
          );
        }}
      </Loaded>
    </PageFrame>
  );
}

/** Starts the wizard with what the link and the session know. */
function PresetWizard(props: { templates: Template[]; onDiscard: () => void }) {
  const { templates, onDiscard } = props;
  const api = useInfrakitchenApi();
  const identity = useApiHolder().get(identityApiRef);
  const [params] = useSearchParams();
  const [draft, setDraft] = useState<ResourceDraft>(() => ({
    ...emptyDraft,
    templateId: templates.find(({ id, key }) =>
      [id, key].includes(params.get('template') ?? ''),
    )?.id,
    ownerRef: params.get('owner') ?? '',
  }));
  const parentId = params.get('parent');
  const projectId = params.get('project');
  const started = useRef(false);

  useEffect(() => {
    if (started.current) {
      return;
    }
    started.current = true;
    identity
      ?.getBackstageIdentity()
      .then(({ userEntityRef }) =>
        setDraft(old => ({ ...old, ownerRef: old.ownerRef || userEntityRef })),
      )
      // Without an identity the field stays empty.
      .catch(() => undefined);
    if (parentId) {
      api
        .getResource(parentId)
        .then(parent =>
          setDraft(old => ({
            ...old,
            parents: { [parent.templateId]: parent.id, ...old.parents },
          })),
        )
        // A parent that cannot be read is chosen by hand.
        .catch(() => undefined);
    }
    if (projectId) {
      findProject(api, projectId)
        .then(project =>
          setDraft(old => ({ ...old, project: old.project ?? project })),
        )
        // So is a project.
        .catch(() => undefined);
    }
  }, [api, identity, parentId, projectId]);

  return (
    <CreateWizard
      templates={templates}
      draft={draft}
      // A link that chooses something beforehand is about another resource.
      preset={[params.get('template'), parentId, projectId].join()}
      onChange={setDraft}
      onDiscard={onDiscard}
    />
  );
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Links from the catalog know the key of a project, others its id. */
async function findProject(
  api: InfrakitchenApi,
  idOrKey: string,
): Promise<PickedOption | undefined> {
  const found = UUID.test(idOrKey)
    ? await api.getProject(idOrKey)
    : (await api.listProjects({ filter: [`key=${idOrKey}`], limit: 1 }))
        .items[0];
  return found && { id: found.id, label: found.name };
}
