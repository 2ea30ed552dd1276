import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, SearchField } from '@backstage/ui';
import {
  ApiErrorPanel,
  EmptyState,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks, useListParams, Waiting } from '../shared';
import { AddVersion } from './AddVersion';
import type { TemplateTabProps } from './TemplatePage';
import { VersionCard } from './VersionCard';
import { templatesTranslationRef } from './translation';

/** Stands in the URL while the form is open. */
const ADD = 'add';

const PAGE = 20;

/** The versions of a template, newest first, page by page. */
export function VersionsTab(props: TemplateTabProps) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { template, versions } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const params = useListParams();
  const q = params.get('q');
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listVersions(
        template.id,
        { q: q || undefined, limit: PAGE, cursor },
        { signal },
      ),
    queryKey: q,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  const reload = async () => {
    await Promise.all([list.reload(), props.reload()]);
  };
  const adding = params.get(ADD) !== '';
  const isEmpty = versions.value.length === 0;
  return (
    <Flex direction="column" gap="4">
      {adding ? (
        <AddVersion
          template={template}
          latest={versions.value[0]}
          onClose={() => params.set(ADD, '')}
          onAdded={async () => {
            params.clear();
            await reload();
          }}
        />
      ) : (
        <Flex align="end" gap="3" style={{ flexWrap: 'wrap' }}>
          {!isEmpty && (
            <SearchField
              label={t('versionsTab.searchVersions')}
              placeholder={t('versionsTab.tagPathOrCommit')}
              value={q}
              onChange={text => params.set('q', text)}
              style={{ flex: '1 1 220px', maxWidth: 480 }}
            />
          )}
          <Button variant="primary" onPress={() => params.set(ADD, 'version')}>
            {t('versionsTab.addVersion')}
          </Button>
        </Flex>
      )}
      {isEmpty && !adding && (
        <EmptyState
          title={t('versionsTab.noVersionsYet')}
          description={t('versionsTab.aVersionIsAModule')}
        />
      )}
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={t('versionsTab.theVersionsCannotBeLoaded')}
          onRetry={list.reload}
        />
      )}
      {!list.items && !list.error && <Waiting />}
      {list.items?.length === 0 && !isEmpty && (
        <EmptyState
          title={t('versionsTab.noVersionHas', { q })}
          action={
            <Button variant="secondary" onPress={params.clear}>
              {t('versionsTab.clearTheSearch')}
            </Button>
          }
        />
      )}
      {list.items?.map(version => (
        <VersionCard
          key={version.id}
          version={version}
          href={links.template(template.id, `versions/${version.id}`)}
          reload={reload}
        />
      ))}
      <PageControls list={list} />
    </Flex>
  );
}
