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

/** Long enough for a word to be typed: each search asks the host. */
const TYPING_MS = 300;

/** Repositories that an integration sees, to choose one of them. */
export function RepositoryList(props: {
  integrationId: string;
  chosen: RepositoryCandidate | undefined;
  onChoose: (repository: RepositoryCandidate) => void;
}) {
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
    () => columnsOf(links, chosen, onChoose),
    [links, chosen, onChoose],
  );
  return (
    <Flex direction="column" gap="3">
      <SearchField
        label="Search repositories"
        value={text}
        onChange={setText}
      />
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title="The repositories cannot be loaded"
          culpritHref={links.culprit}
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <DataTable
          label="Repositories"
          columns={columns}
          items={list.items}
          empty={
            <EmptyState
              title={
                q
                  ? 'No repository matches the search'
                  : 'The integration sees no repositories'
              }
              description="Its credentials decide which there are."
            />
          }
        />
      )}
      <PageControls list={list} />
    </Flex>
  );
}

function columnsOf(
  links: Links,
  chosen: RepositoryCandidate | undefined,
  onChoose: (repository: RepositoryCandidate) => void,
): Array<DataColumn<RepositoryCandidate>> {
  return [
    {
      id: 'name',
      label: 'Name',
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
      label: 'Choice',
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
  const { repository, links, isChosen, onChoose } = props;
  const { workspace, archived, writable, name } = repository;
  if (workspace) {
    return <Link href={links.workspace(workspace.id)}>registered already</Link>;
  }
  if (archived) {
    return <Chip tone="neutral">archived</Chip>;
  }
  if (writable === false) {
    return <Chip tone="warning">no right to push</Chip>;
  }
  return isChosen ? (
    <Chip tone="success">chosen</Chip>
  ) : (
    <Button
      size="small"
      variant="secondary"
      aria-label={`Choose ${name}`}
      onPress={() => onChoose(repository)}
    >
      Choose
    </Button>
  );
}
