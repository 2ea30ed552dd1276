import { Checkbox, Flex, SearchField, Select } from '@backstage/ui';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { ProjectPicker, WorkspacePicker, type ListParams } from '../shared';
import { useTemplates } from '../templates/useTemplates';

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

const stateOptions = toOptions('All states', states);
const statusOptions = toOptions('All statuses', statuses);

/** Narrows the list of resources down; all of it stands in the URL. */
export function ResourceFilters(props: {
  params: ListParams;
  withTemplate: boolean;
  withProject: boolean;
}) {
  const { params, withTemplate, withProject } = props;
  return (
    <Flex gap="3" align="end" style={{ flexWrap: 'wrap' }}>
      <SearchField
        label="Search resources"
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
        label="State"
        options={stateOptions}
      />
      <Filter
        params={params}
        name="status"
        label="Status"
        options={statusOptions}
      />
      <Only params={params} name="staleInputs">
        Stale inputs only
      </Only>
      <Only params={params} name="drifted">
        Drifted only
      </Only>
      <Only params={params} name="outdated">
        Deprecated versions only
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
        label="Project"
        value={id ? { id, label: project.value?.name ?? '…' } : undefined}
        onChange={option => params.set('project', option?.id ?? '')}
      />
    </div>
  );
}

function WorkspaceFilter(props: { params: ListParams }) {
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
        label="Workspace"
        value={id ? { id, label: workspace.value?.name ?? '…' } : undefined}
        onChange={option => params.set('workspace', option?.id ?? '')}
      />
    </div>
  );
}

function TemplateFilter(props: { params: ListParams }) {
  const templates = useTemplates();
  return (
    <Filter
      params={props.params}
      name="template"
      label="Template"
      options={[
        { id: ALL, label: 'All templates' },
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
