import { useMemo } from 'react';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { Culprit } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  importTemplateRouteRef,
  newResourceRouteRef,
  newTemplateRouteRef,
  overviewRouteRef,
  resourceRouteRef,
  resourcesRouteRef,
  runRouteRef,
  runsRouteRef,
  templateRouteRef,
  templatesRouteRef,
} from '../../routes';

/** Paths of all pages, wherever the app mounted them. */
export interface Links {
  overview: string;
  templates: string;
  importTemplate: string;
  newTemplate: string;
  template: (id: string, tab?: string) => string;
  resources: string;
  newResource: (preset?: { templateId?: string; parentId?: string }) => string;
  resource: (id: string, tab?: string) => string;
  resourceRun: (id: string, runId: string) => string;
  runs: string;
  run: (id: string) => string;
  /** The page of the object that an error is about, where there is one. */
  culprit: (culprit: Culprit) => string | undefined;
}

/** Paths of all pages. */
export function useLinks(): Links {
  const overview = useRouteRef(overviewRouteRef)();
  const templates = useRouteRef(templatesRouteRef)();
  const importTemplate = useRouteRef(importTemplateRouteRef)();
  const newTemplate = useRouteRef(newTemplateRouteRef)();
  const template = useRouteRef(templateRouteRef);
  const resources = useRouteRef(resourcesRouteRef)();
  const newResource = useRouteRef(newResourceRouteRef)();
  const resource = useRouteRef(resourceRouteRef);
  const runs = useRouteRef(runsRouteRef)();
  const run = useRouteRef(runRouteRef);

  return useMemo((): Links => {
    const withTab = (path: string, tab?: string) =>
      tab ? `${path}/${tab}` : path;
    const links: Links = {
      overview,
      templates,
      importTemplate,
      newTemplate,
      template: (id, tab) => withTab(template({ templateId: id }), tab),
      resources,
      newResource: preset => {
        const query = new URLSearchParams();
        if (preset?.templateId) {
          query.set('template', preset.templateId);
        }
        if (preset?.parentId) {
          query.set('parent', preset.parentId);
        }
        const search = query.toString();
        return search ? `${newResource}?${search}` : newResource;
      },
      resource: (id, tab) => withTab(resource({ resourceId: id }), tab),
      resourceRun: (id, runId) =>
        `${resource({ resourceId: id })}/runs/${encodeURIComponent(runId)}`,
      runs,
      run: id => run({ runId: id }),
      culprit: ({ kind, id }) => {
        if (!id) {
          return undefined;
        }
        switch (kind) {
          case 'template':
            return links.template(id);
          case 'resource':
            return links.resource(id);
          case 'run':
            return links.run(id);
          default:
            return undefined;
        }
      },
    };
    return links;
  }, [
    overview,
    templates,
    importTemplate,
    newTemplate,
    template,
    resources,
    newResource,
    resource,
    runs,
    run,
  ]);
}
