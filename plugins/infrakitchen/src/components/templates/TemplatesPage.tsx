import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { PageFrame, useLinks, useCallerAccess, useListParams } from '../shared';
import { TemplatesGraph } from './TemplatesGraph';
import { useTemplates } from './useTemplates';
import { templatesTranslationRef } from './translation';

/** All templates, as table, graph or tree. */
export function TemplatesPage() {
  const { t } = useTranslationRef(templatesTranslationRef);
  const links = useLinks();
  const access = useCallerAccess();
  const params = useListParams();
  const view = viewOf(params.get('view'));
  return (
    <PageFrame
      title={t('templatesPage.templates')}
      actions={
        access?.canCreateTemplates !== false && (
          <Flex gap="2" style={{ flexWrap: 'wrap' }}>
            <ButtonLink variant="secondary" href={links.newTemplate}>
              {t('templatesPage.newTemplate')}
            </ButtonLink>
            <ButtonLink variant="primary" href={links.importTemplate}>
              {t('templatesPage.importModule')}
            </ButtonLink>
          </Flex>
        )
      }
    >
      <Flex align="end" gap="3" style={{ flexWrap: 'wrap' }}>
        {view === 'table' && (
          <SearchField
            label={t('templatesPage.searchTemplates')}
            value={params.get('q')}
            onChange={text => params.set('q', text)}
            style={{ flex: '1 1 220px' }}
          />
        )}
        <ToggleButtonGroup
          aria-label={t('templatesPage.view')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[view]}
          onSelectionChange={keys =>
            params.set('view', keys.has('table') ? '' : String([...keys][0]))
          }
        >
          <ToggleButton id="table">{t('templatesPage.table')}</ToggleButton>
          <ToggleButton id="graph">{t('templatesPage.graph')}</ToggleButton>
          <ToggleButton id="tree">{t('templatesPage.tree')}</ToggleButton>
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
  const { t } = useTranslationRef(templatesTranslationRef);
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
        label: t('templatesPage.name'),
        render: template => (
          <Link href={links.template(template.id)}>{template.name}</Link>
        ),
      },
      {
        id: 'key',
        label: t('templatesPage.key'),
        render: template => <code>{template.key}</code>,
      },
      {
        id: 'parents',
        label: t('templatesPage.parents'),
        render: template =>
          template.parentIds.map(id => names.get(id) ?? '…').join(', ') || '–',
      },
      {
        id: 'versions',
        label: t('templatesPage.versions'),
        render: template =>
          template.abstract ? (
            <Chip>{t('templatesPage.abstract')}</Chip>
          ) : (
            template.versionCount
          ),
      },
      {
        id: 'resources',
        label: t('templatesPage.resources'),
        render: template => template.resourceCount,
      },
      {
        id: 'enabled',
        label: t('templatesPage.enabled2'),
        render: template =>
          template.enabled ? (
            <Chip tone="success">{t('templatesPage.enabled')}</Chip>
          ) : (
            <Chip tone="warning">{t('templatesPage.disabled')}</Chip>
          ),
      },
      {
        id: 'updated',
        label: t('templatesPage.changed'),
        render: template => <TimeAgo at={template.updatedAt} />,
      },
    ],
    [links, names, t],
  );
  if (list.error && !list.items) {
    return (
      <ApiErrorPanel
        error={list.error}
        title={t('templatesPage.theTemplatesCannotBeLoaded')}
        onRetry={list.reload}
      />
    );
  }
  return (
    <>
      <DataTable
        label={t('templatesPage.templates')}
        columns={columns}
        items={list.items}
        stale={list.loading}
        empty={
          q ? (
            <EmptyState
              title={t('templatesPage.noTemplateHasQIn', { q })}
              action={
                <Button variant="secondary" onPress={params.clear}>
                  {t('templatesPage.clearTheSearch')}
                </Button>
              }
            />
          ) : (
            <EmptyState
              title={t('templatesPage.noTemplatesYet')}
              description={t('templatesPage.importAModuleFromGit')}
              action={
                <ButtonLink variant="primary" href={links.importTemplate}>
                  {t('templatesPage.importTheFirstModule')}
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
