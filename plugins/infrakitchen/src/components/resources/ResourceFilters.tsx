import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Checkbox, Flex, SearchField, Select } from '@backstage/ui';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { ProjectPicker, WorkspacePicker, type ListParams } from '../shared';
import { useTemplates } from '../templates/useTemplates';
import { resourcesTranslationRef, type Translate } from './translation';

const ALL = 'all';

/** Wide enough for a name, also where there is little room. */
const pickerStyle = { flex: '1 1 160px' };

const states = ['provision', 'provisioned', 'destroy', 'destroyed'];
const statuses = [
  'ready',
  'queued',
  'in_progress',
  'approval_pending',
  'done',
  'rejected',
  'error',
  'unknown',
];

const toOptions = (all: string, names: string[]) => [
  { id: ALL, label: all },
  ...names.map(name => ({ id: name, label: name.replace(/_/g, ' ') })),
];

const stateOptions = (t: Translate) =>
  toOptions(t('resourceFilters.allStates'), states);
const statusOptions = (t: Translate) =>
  toOptions(t('resourceFilters.allStatuses'), statuses);

/** Narrows the list of resources down; all of it stands in the URL. */
export function ResourceFilters(props: {
  params: ListParams;
  withTemplate: boolean;
  withProject: boolean;
}) {
  const { t } = useTranslationRef(resourcesTranslationRef);
  const { params, withTemplate, withProject } = props;
  return (
    <Flex gap="3" align="end" style={{ flexWrap: 'wrap' }}>
      <SearchField
        label={t('resourceFilters.searchResources')}
        value={params.get('q')}
        onChange={text => params.set('q', text)}
        style={{ flex: '1 1 200px' }}
      />
      {withTemplate && <TemplateFilter params={params} />}
      {withProject && <ProjectFilter params={params} />}
      <WorkspaceFilter params={params} />
      <Filter
        params={params}
        name="state"
        label={t('resourceFilters.state')}
        options={stateOptions(t)}
      />
      <Filter
        params={params}
        name="status"
        label={t('resourceFilters.status')}
        options={statusOptions(t)}
      />
      <Only params={params} name="staleInputs">
        {t('resourceFilters.staleInputsOnly')}
      </Only>
      <Only params={params} name="drifted">
        {t('resourceFilters.driftedOnly')}
      </Only>
      <Only params={params} name="outdated">
        {t('resourceFilters.deprecatedVersionsOnly')}
      </Only>
    </Flex>
  );
}

function Only(props: { params: ListParams; name: string; children: string }) {
  const { params, name, children } = props;
  return (
    <Checkbox
      isSelected={params.get(name) === 'true'}
      // In one line with the fields beside it.
      style={{ minHeight: 32, alignItems: 'center' }}
      onChange={on => params.set(name, on ? 'true' : '')}
    >
      {children}
    </Checkbox>
  );
}

function ProjectFilter(props: { params: ListParams }) {
  const { t } = useTranslationRef(resourcesTranslationRef);
  const { params } = props;
  const api = useInfrakitchenApi();
  const id = params.get('project');
  // The URL has the id only.
  const project = useAsyncData(
    async signal => (id ? api.getProject(id, { signal }) : undefined),
    [api, id],
  );
  return (
    <div style={pickerStyle}>
      <ProjectPicker
        label={t('resourceFilters.project')}
        value={id ? { id, label: project.value?.name ?? '…' } : undefined}
        onChange={option => params.set('project', option?.id ?? '')}
      />
    </div>
  );
}

function WorkspaceFilter(props: { params: ListParams }) {
  const { t } = useTranslationRef(resourcesTranslationRef);
  const { params } = props;
  const api = useInfrakitchenApi();
  const id = params.get('workspace');
  const workspace = useAsyncData(
    async signal => (id ? api.getWorkspace(id, { signal }) : undefined),
    [api, id],
  );
  return (
    <div style={pickerStyle}>
      <WorkspacePicker
        label={t('resourceFilters.workspace')}
        value={id ? { id, label: workspace.value?.name ?? '…' } : undefined}
        onChange={option => params.set('workspace', option?.id ?? '')}
      />
    </div>
  );
}

function TemplateFilter(props: { params: ListParams }) {
  const { t } = useTranslationRef(resourcesTranslationRef);
  const templates = useTemplates();
  return (
    <Filter
      params={props.params}
      name="template"
      label={t('resourceFilters.template')}
      options={[
        { id: ALL, label: t('resourceFilters.allTemplates') },
        ...(templates.value ?? []).map(({ id, name }) => ({ id, label: name })),
      ]}
    />
  );
}

function Filter(props: {
  params: ListParams;
  name: string;
  label: string;
  options: Array<{ id: string; label: string }>;
}) {
  const { params, name, label, options } = props;
  return (
    <Select
      label={label}
      options={options}
      searchable={options.length > 10}
      value={params.get(name) || ALL}
      onChange={key => params.set(name, key === ALL ? '' : String(key))}
    />
  );
}
