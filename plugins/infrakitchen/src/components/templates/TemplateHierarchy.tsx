import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  HierarchyGraph,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, useHierarchyView, useLinks } from '../shared';
import { templateNodeMenu } from './TemplateNodeMenu';
import type { TemplateTabProps } from './TemplatePage';
import { templatesTranslationRef } from './translation';

/** Templates above and below. */
export function TemplateHierarchy(props: TemplateTabProps) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { template } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const shown = useHierarchyView();
  const data = useAsyncData(
    signal => api.getTemplateTree(template.id, { signal }),
    [api, template.id],
  );
  return (
    <Loaded
      data={data}
      errorTitle={t('templateHierarchy.theHierarchyCannotBeLoaded')}
    >
      {tree => (
        <HierarchyGraph
          tree={tree}
          nodeHref={node => links.template(node.id)}
          menu={templateNodeMenu}
          {...shown}
        />
      )}
    </Loaded>
  );
}
