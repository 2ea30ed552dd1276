import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink, Flex, Select } from '@backstage/ui';
import {
  cascadeStates,
  isCascadeActive,
  type Cascade,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  EmptyState,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { PageFrame, useLinks, useListParams } from '../shared';
import { CascadesTable } from './CascadesTable';
import { cascadesTranslationRef, type Translate } from './translation';
import { useLabels, type Labels } from '../shared/useLabels';

const stateOptions = (t: Translate) => [
  { id: 'all', label: t('cascadesPage.allStates') },
  ...cascadeStates.map(state => ({
    id: state,
    label: state.replace(/_/g, ' '),
  })),
];
const kindOptions = (t: Translate, labels: Labels) => [
  { id: 'all', label: t('cascadesPage.allKinds') },
  ...(['update', 'destroy', 'recreate'] as const).map(kind => ({
    id: kind,
    label: labels.cascadeKind(kind),
  })),
];

const pollWhileActive = (cascades: Cascade[] | undefined) =>
  cascades?.some(({ state }) => isCascadeActive(state)) ? 3000 : 15_000;

/** All cascades, newest first. */
export function CascadesPage() {
  const { t } = useTranslationRef(cascadesTranslationRef);
  const labels = useLabels();
  const api = useInfrakitchenApi();
  const links = useLinks();
  const params = useListParams();
  const filters = ['state', 'kind', 'rootId'] as const;
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listCascades(
        {
          filter: filters
            .filter(name => params.get(name))
            .map(name => `${name}=${params.get(name)}`),
          cursor,
        },
        { signal },
      ),
    queryKey: params.key,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
    pollMs: pollWhileActive,
  });
  return (
    <PageFrame
      title={t('cascadesPage.cascades')}
      description={t('cascadesPage.updatesDestructionsAndRecreationsOf')}
    >
      <Flex gap="3" style={{ flexWrap: 'wrap' }}>
        <Select
          label={t('cascadesPage.state')}
          style={{ maxWidth: 240 }}
          options={stateOptions(t)}
          value={params.get('state') || 'all'}
          onChange={key =>
            params.set('state', key === 'all' ? '' : String(key))
          }
        />
        <Select
          label={t('cascadesPage.kind')}
          style={{ maxWidth: 240 }}
          options={kindOptions(t, labels)}
          value={params.get('kind') || 'all'}
          onChange={key => params.set('kind', key === 'all' ? '' : String(key))}
        />
      </Flex>
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={t('cascadesPage.theCascadesCannotBeLoaded')}
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <CascadesTable
          label={t('cascadesPage.cascades')}
          cascades={list.items}
          empty={
            <EmptyState
              title={
                params.key
                  ? t('cascadesPage.noCascadeMatchesTheFilter')
                  : t('cascadesPage.noCascadesYet')
              }
              description={
                params.key ? undefined : t('cascadesPage.startOneOnThePage')
              }
              action={
                params.key ? (
                  <Button variant="secondary" onPress={params.clear}>
                    {t('cascadesPage.clearTheFilter')}
                  </Button>
                ) : (
                  <ButtonLink variant="secondary" href={links.resources}>
                    {t('cascadesPage.showResources')}
                  </ButtonLink>
                )
              }
            />
          }
        />
      )}
      <PageControls list={list} />
    </PageFrame>
  );
}
