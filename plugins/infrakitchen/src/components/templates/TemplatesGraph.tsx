import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { ButtonLink } from '@backstage/ui';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  EmptyState,
  HierarchyGraph,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, useHierarchyView, useLinks } from '../shared';
import { templateNodeMenu } from './TemplateNodeMenu';
import { templatesTranslationRef } from './translation';

type Node = Tree['nodes'][number];

/** The hierarchy of all templates. */
export function TemplatesGraph(props: { view: 'graph' | 'list' }) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const api = useInfrakitchenApi();
  const links = useLinks();
  const shown = useHierarchyView();
  const data = useAsyncData(signal => api.getTemplatesTree({ signal }), [api]);
  const nodeHref = useCallback(({ id }: Node) => links.template(id), [links]);
  return (
    <Loaded
      data={data}
      errorTitle={t('templatesGraph.theTemplatesCannotBeLoaded')}
    >
      {tree =>
        tree.nodes.length === 0 ? (
          <EmptyState
            title={t('templatesGraph.noTemplatesYet')}
            description={t('templatesGraph.importAModuleFromGit')}
            action={
              <ButtonLink variant="primary" href={links.importTemplate}>
                {t('templatesPage.importTheFirstModule')}
              </ButtonLink>
            }
          />
        ) : (
          <HierarchyGraph
            tree={tree}
            nodeHref={nodeHref}
            menu={templateNodeMenu}
            view={props.view}
            {...shown}
          />
        )
      }
    </Loaded>
  );
}
