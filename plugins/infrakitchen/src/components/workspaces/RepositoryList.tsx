import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEffect, useMemo, useState } from 'react';
import { Button, Flex, Link, SearchField, Text } from '@backstage/ui';
import type { RepositoryCandidate } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  Chip,
  DataTable,
  EmptyState,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks, type Links } from '../shared';
import { workspacesTranslationRef, type Translate } from './translation';

/** Long enough for a word to be typed: each search asks the host. */
const TYPING_MS = 300;

/** Repositories that an integration sees, to choose one of them. */
export function RepositoryList(props: {
  integrationId: string;
  chosen: RepositoryCandidate | undefined;
  onChoose: (repository: RepositoryCandidate) => void;
}) {
  const { t } = useTranslationRef(workspacesTranslationRef);
  const { integrationId, chosen, onChoose } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const [text, setText] = useState('');
  const [q, setQ] = useState('');
  const [cursors, setCursors] = useState<string[]>([]);
  useEffect(() => {
    const timer = setTimeout(() => {
      setQ(text.trim());
      setCursors([]);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listIntegrationRepositories(
        integrationId,
        { q: q || undefined, cursor },
        { signal },
      ),
    queryKey: `${integrationId}:${q}`,
    cursors,
    onCursorsChange: setCursors,
  });
  const columns = useMemo(
    () => columnsOf(t, links, chosen, onChoose),
    [links, chosen, onChoose, t],
  );
  return (
    <Flex direction="column" gap="3">
      <SearchField
        label={t('repositoryList.searchRepositories')}
        value={text}
        onChange={setText}
      />
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={t('repositoryList.theRepositoriesCannotBeLoaded')}
          culpritHref={links.culprit}
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <DataTable
          label={t('repositoryList.repositories')}
          columns={columns}
          items={list.items}
          empty={
            <EmptyState
              title={
                q
                  ? t('repositoryList.noRepositoryMatchesTheSearch')
                  : t('repositoryList.theIntegrationSeesNoRepositories')
              }
              description={t('repositoryList.itsCredentialsDecideWhichThere')}
            />
          }
        />
      )}
      <PageControls list={list} />
    </Flex>
  );
}

function columnsOf(
  t: Translate,
  links: Links,
  chosen: RepositoryCandidate | undefined,
  onChoose: (repository: RepositoryCandidate) => void,
): Array<DataColumn<RepositoryCandidate>> {
  return [
    {
      id: 'name',
      label: t('repositoryList.name'),
      render: ({ name, description }) => (
        <Flex direction="column" gap="0">
          <Text>{name}</Text>
          {description && (
            <Text variant="body-small" color="secondary">
              {description}
            </Text>
          )}
        </Flex>
      ),
    },
    {
      id: 'choose',
      label: t('repositoryList.choice'),
      render: repository => (
        <Choice
          repository={repository}
          links={links}
          isChosen={repository.id === chosen?.id}
          onChoose={onChoose}
        />
      ),
    },
  ];
}

function Choice(props: {
  repository: RepositoryCandidate;
  links: Links;
  isChosen: boolean;
  onChoose: (repository: RepositoryCandidate) => void;
}) {
  const { t } = useTranslationRef(workspacesTranslationRef);
  const { repository, links, isChosen, onChoose } = props;
  const { workspace, archived, writable, name } = repository;
  if (workspace) {
    return (
      <Link href={links.workspace(workspace.id)}>
        {t('repositoryList.registeredAlready')}
      </Link>
    );
  }
  if (archived) {
    return <Chip tone="neutral">{t('repositoryList.archived')}</Chip>;
  }
  if (writable === false) {
    return <Chip tone="warning">{t('repositoryList.noRightToPush')}</Chip>;
  }
  return isChosen ? (
    <Chip tone="success">{t('repositoryList.chosen')}</Chip>
  ) : (
    <Button
      size="small"
      variant="secondary"
      aria-label={t('repositoryList.chooseName', { name })}
      onPress={() => onChoose(repository)}
    >
      {t('repositoryList.choose')}
    </Button>
  );
}
