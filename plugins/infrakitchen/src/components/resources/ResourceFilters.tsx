import { Checkbox, Flex, SearchField, Select } from '@backstage/ui';
import type { ListParams } from '../shared';
import { useTemplates } from '../templates/useTemplates';

const ALL = 'all';

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
}) {
  const { params, withTemplate } = props;
  return (
    <Flex gap="3" align="end" style={{ flexWrap: 'wrap' }}>
      <SearchField
        label="Search resources"
        value={params.get('q')}
        onChange={text => params.set('q', text)}
        style={{ flex: '1 1 200px' }}
      />
      {withTemplate && <TemplateFilter params={params} />}
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
      <Checkbox
        isSelected={params.get('staleInputs') === 'true'}
        // In one line with the fields beside it.
        style={{ minHeight: 32, alignItems: 'center' }}
        onChange={on => params.set('staleInputs', on ? 'true' : '')}
      >
        Stale inputs only
      </Checkbox>
    </Flex>
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
