import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  EmptyState,
  HierarchyGraph,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, useHierarchyView, useLinks } from '../shared';
import { templateNodeMenu } from './TemplateNodeMenu';
import { useTemplates } from './useTemplates';
import { templatesTranslationRef } from './translation';

/** The hierarchy of all templates. */
export function TemplatesGraph(props: { view: 'graph' | 'list' }) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const links = useLinks();
  const shown = useHierarchyView();
  const templates = useTemplates();
  const tree = useMemo((): Tree | undefined => {
    return (
      templates.value && {
        rootId: '',
        truncated: false,
        nodes: templates.value.map(({ id, name, abstract, enabled }) => ({
          id,
          name,
          abstract,
          enabled,
        })),
        edges: templates.value.flatMap(template =>
          template.parentIds.map(parentId => ({
            parentId,
            childId: template.id,
          })),
        ),
      }
    );
  }, [templates.value]);
  return (
    <Loaded
      data={{ ...templates, value: tree }}
      errorTitle={t('templatesGraph.theTemplatesCannotBeLoaded')}
    >
      {value =>
        value.nodes.length === 0 ? (
          <EmptyState
            title={t('templatesGraph.noTemplatesYet')}
            description={t('templatesGraph.importAModuleFromGit')}
          />
        ) : (
          <HierarchyGraph
            tree={value}
            nodeHref={node => links.template(node.id)}
            menu={templateNodeMenu}
            view={props.view}
            {...shown}
          />
        )
      }
    </Loaded>
  );
}
