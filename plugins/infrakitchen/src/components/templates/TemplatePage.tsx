import { Route, Routes } from 'react-router-dom';
import { ButtonLink, Flex } from '@backstage/ui';
import {
  offeredVersions,
  type Template,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Chip,
  EmptyState,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  Loaded,
  PageFrame,
  useLinks,
  useSoftwareTemplateLink,
  type PageTab,
} from '../shared';
import { OutputsTab } from './OutputsTab';
import { TemplateActivity } from './TemplateActivity';
import { TemplateHierarchy } from './TemplateHierarchy';
import { TemplateOverview } from './TemplateOverview';
import { TemplateResources } from './TemplateResources';
import { TemplateSettings } from './TemplateSettings';
import { VariablesTab } from './VariablesTab';
import { VersionsTab } from './VersionsTab';
import { ViolationsTab } from './ViolationsTab';

/** What every tab of a template works with. */
export interface TemplateTabProps {
  template: Template;
  /** Newest first. */
  versions: TemplateVersion[];
  reload: () => Promise<void>;
}

/** One template with its versions. */
export function TemplatePage(props: { templateId: string }) {
  const { templateId } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const data = useAsyncData(
    async signal => {
      const [template, versions] = await Promise.all([
        api.getTemplate(templateId, { signal }),
        api.listVersions(templateId, { limit: 200 }, { signal }),
      ]);
      return { template, versions: versions.items };
    },
    [api, templateId],
  );
  const template = data.value?.template;
  return (
    <PageFrame
      title={template?.name ?? 'Template'}
      description={template?.description}
      breadcrumb={links.template(templateId)}
      metadata={template && [{ label: 'Key', value: template.key }]}
      actions={data.value && <Actions {...data.value} />}
      tabs={
        // Without the template they lead nowhere.
        data.error && !template
          ? undefined
          : {
              label: 'Template',
              items: tabsOf(tab => links.template(templateId, tab), template),
            }
      }
    >
      <Loaded data={data} errorTitle="The template cannot be loaded">
        {value => <Tabs {...value} reload={data.reload} />}
      </Loaded>
    </PageFrame>
  );
}

function tabsOf(
  href: (tab?: string) => string,
  template: Template | undefined,
): PageTab[] {
  const tab = (id: string, label: string): PageTab => ({
    id,
    label,
    href: href(id),
    prefix: true,
  });
  const module = [
    tab('versions', 'Versions'),
    tab('variables', 'Variables'),
    tab('outputs', 'Outputs'),
  ];
  return [
    { id: 'overview', label: 'Overview', href: href() },
    ...(template?.abstract ? [] : module),
    tab('resources', 'Resources'),
    tab('violations', 'Violations'),
    tab('hierarchy', 'Hierarchy'),
    tab('activity', 'Activity'),
    tab('settings', 'Settings'),
  ];
}

function Actions(props: Pick<TemplateTabProps, 'template' | 'versions'>) {
  const { template, versions } = props;
  const links = useLinks();
  const softwareTemplate = useSoftwareTemplateLink()(template.key);
  // As the catalog has one only while there is something to create.
  const isOffered =
    !template.abstract &&
    template.publishSelfService !== false &&
    offeredVersions(versions)[0]?.lifecycle === 'active';
  return (
    <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
      {template.abstract && <Chip>abstract</Chip>}
      {template.enabled ? (
        <>
          {isOffered && softwareTemplate && (
            <ButtonLink variant="secondary" href={softwareTemplate}>
              Software template
            </ButtonLink>
          )}
          <ButtonLink
            variant="primary"
            href={links.newResource({ templateId: template.id })}
          >
            Create resource
          </ButtonLink>
        </>
      ) : (
        <Chip tone="warning">disabled</Chip>
      )}
    </Flex>
  );
}

function Tabs(props: TemplateTabProps) {
  return (
    <Routes>
      <Route index element={<TemplateOverview {...props} />} />
      <Route path="versions" element={<VersionsTab {...props} />} />
      <Route path="variables" element={<VariablesTab {...props} />} />
      <Route path="outputs" element={<OutputsTab {...props} />} />
      <Route path="resources" element={<TemplateResources {...props} />} />
      <Route path="violations" element={<ViolationsTab {...props} />} />
      <Route path="hierarchy" element={<TemplateHierarchy {...props} />} />
      <Route path="activity" element={<TemplateActivity {...props} />} />
      <Route path="settings" element={<TemplateSettings {...props} />} />
      <Route path="*" element={<EmptyState title="There is no such page" />} />
    </Routes>
  );
}
