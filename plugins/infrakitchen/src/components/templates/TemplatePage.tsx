import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Route, Routes } from 'react-router-dom';
import { ButtonLink, Flex } from '@backstage/ui';
import {
  offeredVersions,
  type Template,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Chip,
  useAsyncData,
  useInfrakitchenApi,
  useVersions,
  type VersionsData,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  Loaded,
  NoSuchPage,
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
import { VersionPage } from './VersionPage';
import { useNamedVersion } from './VersionSelect';
import { VersionsTab } from './VersionsTab';
import { ViolationsTab } from './ViolationsTab';
import { templatesTranslationRef, type Translate } from './translation';
import { CreateResourceLink } from '../shared';

/** What every tab of a template works with. */
export interface TemplateTabProps {
  template: Template;
  /** The newest, with the one that the URL names, and how to find others. */
  versions: LoadedVersions;
  reload: () => Promise<void>;
}

/** Versions that are there. */
export type LoadedVersions = VersionsData & {
  value: NonNullable<VersionsData['value']>;
};

/** One template with its versions. */
export function TemplatePage(props: { templateId: string }) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { templateId } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const { named } = useNamedVersion();
  const found = useAsyncData(
    signal => api.getTemplate(templateId, { signal }),
    [api, templateId],
  );
  const versions = useVersions(templateId, named);
  const template = found.value;
  const data = {
    value:
      template && versions.value
        ? { template, versions: { ...versions, value: versions.value } }
        : undefined,
    error: found.error ?? versions.error,
    reload: async () => {
      await Promise.all([found.reload(), versions.reload()]);
    },
  };
  return (
    <PageFrame
      title={template?.name ?? t('templatePage.template')}
      description={template?.description}
      breadcrumb={links.template(templateId)}
      metadata={
        template && [{ label: t('templatePage.key'), value: template.key }]
      }
      actions={data.value && <Actions {...data.value} />}
      tabs={
        // Without the template they lead nowhere.
        found.error && !template
          ? undefined
          : {
              label: t('templatePage.template'),
              items: tabsOf(
                t,
                tab => links.template(templateId, tab),
                template,
              ),
            }
      }
    >
      <Loaded
        data={data}
        errorTitle={t('templatePage.theTemplateCannotBeLoaded')}
        record={{ kind: 'template', id: templateId }}
      >
        {value => <Tabs {...value} reload={data.reload} />}
      </Loaded>
    </PageFrame>
  );
}

function tabsOf(
  t: Translate,
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
    tab('versions', t('templatePage.versions')),
    tab('variables', t('templatePage.variables')),
    tab('outputs', t('templatePage.outputs')),
  ];
  return [
    { id: 'overview', label: t('templatePage.overview'), href: href() },
    ...(template?.abstract ? [] : module),
    tab('resources', t('templatePage.resources')),
    tab('violations', t('templatePage.violations')),
    tab('hierarchy', t('templatePage.hierarchy')),
    tab('activity', t('templatePage.activity')),
    tab('settings', t('templatePage.settings')),
  ];
}

function Actions(props: Pick<TemplateTabProps, 'template' | 'versions'>) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { template, versions } = props;
  const softwareTemplate = useSoftwareTemplateLink()(template.key);
  // As the catalog has one only while there is something to create.
  const isOffered =
    !template.abstract &&
    template.publishSelfService !== false &&
    offeredVersions(versions.value)[0]?.lifecycle === 'active';
  return (
    <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
      {template.abstract && <Chip>{t('templatePage.abstract')}</Chip>}
      {template.enabled ? (
        <>
          {isOffered && softwareTemplate && (
            <ButtonLink variant="secondary" href={softwareTemplate}>
              {t('templatePage.softwareTemplate')}
            </ButtonLink>
          )}
          <CreateResourceLink preset={{ templateId: template.id }}>
            {t('templatePage.createResource')}
          </CreateResourceLink>
        </>
      ) : (
        <Chip tone="warning">{t('templatePage.disabled')}</Chip>
      )}
    </Flex>
  );
}

function Tabs(props: TemplateTabProps) {
  return (
    <Routes>
      <Route index element={<TemplateOverview {...props} />} />
      <Route path="versions" element={<VersionsTab {...props} />} />
      <Route path="versions/:versionId" element={<VersionPage {...props} />} />
      <Route path="variables" element={<VariablesTab {...props} />} />
      <Route path="outputs" element={<OutputsTab {...props} />} />
      <Route path="resources" element={<TemplateResources {...props} />} />
      <Route path="violations" element={<ViolationsTab {...props} />} />
      <Route path="hierarchy" element={<TemplateHierarchy {...props} />} />
      <Route path="activity" element={<TemplateActivity {...props} />} />
      <Route path="settings" element={<TemplateSettings {...props} />} />
      <Route path="*" element={<NoSuchPage />} />
    </Routes>
  );
}
