import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useLocation } from 'react-router-dom';
import { ButtonLink, Flex } from '@backstage/ui';
import type { ConnectionKind } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { EmptyState } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { PageFrame } from './PageFrame';
import { sharedTranslationRef } from './translation';
import { useLinks, type Links } from './useLinks';

/** What a page of its own is about. */
export interface RecordName {
  kind:
    | 'template'
    | 'version'
    | 'resource'
    | 'run'
    | 'cascade'
    | 'project'
    | 'workspace'
    | 'pull_request'
    | 'approval_rule'
    | ConnectionKind;
  id: string;
  /** Where all of them are listed, of a kind that has no list of its own. */
  within?: string;
}

/** Says which address leads nowhere, on a page of its own. */
export function NotFoundPage() {
  const { t } = useTranslationRef(sharedTranslationRef);
  return (
    <PageFrame title={t('notFound.pageNotFound')}>
      <NoSuchPage />
    </PageFrame>
  );
}

/** Says which address leads nowhere, below something that is there. */
export function NoSuchPage() {
  const { t } = useTranslationRef(sharedTranslationRef);
  const links = useLinks();
  const { pathname } = useLocation();
  return (
    <EmptyState
      title={t('notFound.thereIsNoSuchPage')}
      description={
        <span style={{ overflowWrap: 'anywhere' }}>
          {t('notFound.nothingIsAt', { path: <code>{pathname}</code> })}
        </span>
      }
      action={
        <ButtonLink variant="secondary" href={links.overview}>
          {t('notFound.goToTheOverview')}
        </ButtonLink>
      }
    />
  );
}

/** Says that the object of a page is not there, or not for the reader. */
export function RecordNotFound(props: RecordName) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const { kind, id, within } = props;
  const links = useLinks();
  return (
    <div role="alert">
      <EmptyState
        title={t(`recordNotFound.${kind}`)}
        description={
          <span style={{ overflowWrap: 'anywhere' }}>
            {t('recordNotFound.itWasDeletedOr', { id: <code>{id}</code> })}
          </span>
        }
        action={
          <Flex gap="2" justify="center" style={{ flexWrap: 'wrap' }}>
            <ButtonLink variant="primary" href={within ?? listOf(links, kind)}>
              {t(`recordNotFound.all.${kind}`)}
            </ButtonLink>
            <ButtonLink variant="secondary" href={links.overview}>
              {t('notFound.goToTheOverview')}
            </ButtonLink>
          </Flex>
        }
      />
    </div>
  );
}

/** Where all of a kind are listed. */
function listOf(links: Links, kind: RecordName['kind']): string {
  switch (kind) {
    case 'template':
    case 'version':
      return links.templates;
    case 'resource':
      return links.resources;
    case 'run':
      return links.runs;
    case 'cascade':
      return links.cascades;
    case 'project':
      return links.projects;
    case 'workspace':
    case 'pull_request':
      return links.workspaces;
    case 'approval_rule':
      return links.governance('approval-rules');
    default:
      return links.connections(kind);
  }
}
