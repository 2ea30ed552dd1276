import { useMemo } from 'react';
import {
  Button,
  ButtonLink,
  Flex,
  Link,
  SearchField,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  Chip,
  DataTable,
  EmptyState,
  PageControls,
  TimeAgo,
  useInfrakitchenApi,
  usePagedList,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { PageFrame, useLinks, useListParams } from '../shared';
import { TemplatesGraph } from './TemplatesGraph';
import { useTemplates } from './useTemplates';

/** All templates, as table, graph or tree. */
export function TemplatesPage() {
  const links = useLinks();
  const params = useListParams();
  const view = viewOf(params.get('view'));
  return (
    <PageFrame
      title="Templates"
      actions={
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          <ButtonLink variant="secondary" href={links.newTemplate}>
            New template
          </ButtonLink>
          <ButtonLink variant="primary" href={links.importTemplate}>
            Import module
          </ButtonLink>
        </Flex>
      }
    >
      <Flex align="end" gap="3" style={{ flexWrap: 'wrap' }}>
        {view === 'table' && (
          <SearchField
            label="Search templates"
            value={params.get('q')}
            onChange={text => params.set('q', text)}
            style={{ flex: '1 1 220px' }}
          />
        )}
        <ToggleButtonGroup
          aria-label="View"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[view]}
          onSelectionChange={keys =>
            params.set('view', keys.has('table') ? '' : String([...keys][0]))
          }
        >
          <ToggleButton id="table">Table</ToggleButton>
          <ToggleButton id="graph">Graph</ToggleButton>
          <ToggleButton id="tree">Tree</ToggleButton>
        </ToggleButtonGroup>
      </Flex>
      {view === 'table' ? (
        <TemplatesTable />
      ) : (
        <TemplatesGraph view={view === 'graph' ? 'graph' : 'list'} />
      )}
    </PageFrame>
  );
}

function viewOf(text: string): 'table' | 'graph' | 'tree' {
  return text === 'graph' || text === 'tree' ? text : 'table';
}

function TemplatesTable() {
  const api = useInfrakitchenApi();
  const links = useLinks();
  const params = useListParams();
  const q = params.get('q');
  const all = useTemplates();
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listTemplates(
        { q: q || undefined, orderBy: 'name', cursor },
        { signal },
      ),
    queryKey: params.key,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  const names = useMemo(
    () => new Map(all.value?.map(template => [template.id, template.name])),
    [all.value],
  );
  const columns = useMemo(
    (): Array<DataColumn<Template>> => [
      {
        id: 'name',
        label: 'Name',
        render: template => (
          <Link href={links.template(template.id)}>{template.name}</Link>
        ),
      },
      {
        id: 'key',
        label: 'Key',
        render: template => <code>{template.key}</code>,
      },
      {
        id: 'parents',
        label: 'Parents',
        render: template =>
          template.parentIds.map(id => names.get(id) ?? '…').join(', ') || '–',
      },
      {
        id: 'versions',
        label: 'Versions',
        render: template =>
          template.abstract ? <Chip>abstract</Chip> : template.versionCount,
      },
      {
        id: 'resources',
        label: 'Resources',
        render: template => template.resourceCount,
      },
      {
        id: 'enabled',
        label: 'Enabled',
        render: template =>
          template.enabled ? (
            <Chip tone="success">enabled</Chip>
          ) : (
            <Chip tone="warning">disabled</Chip>
          ),
      },
      {
        id: 'updated',
        label: 'Changed',
        render: template => <TimeAgo at={template.updatedAt} />,
      },
    ],
    [links, names],
  );
  if (list.error && !list.items) {
    return (
      <ApiErrorPanel
        error={list.error}
        title="The templates cannot be loaded"
        onRetry={list.reload}
      />
    );
  }
  return (
    <>
      <DataTable
        label="Templates"
        columns={columns}
        items={list.items}
        stale={list.loading}
        empty={
          q ? (
            <EmptyState
              title={`No template has "${q}" in its name`}
              action={
                <Button variant="secondary" onPress={params.clear}>
                  Clear the search
                </Button>
              }
            />
          ) : (
            <EmptyState
              title="No templates yet"
              description="Import a module from git, or create an abstract template to structure with."
              action={
                <ButtonLink variant="primary" href={links.importTemplate}>
                  Import the first module
                </ButtonLink>
              }
            />
          )
        }
      />
      <PageControls list={list} />
    </>
  );
}
