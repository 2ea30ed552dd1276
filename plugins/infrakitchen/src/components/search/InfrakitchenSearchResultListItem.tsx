import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/core-components';
import type {
  ResultHighlight,
  SearchDocument,
} from '@backstage/plugin-search-common';
import { HighlightedSearchResultText } from '@backstage/plugin-search-react';
import type { InfrakitchenSearchDocument } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import styles from './InfrakitchenSearchResultListItem.module.css';
import { searchIcons, stateOf } from './searchTexts';
import { searchTranslationRef } from './translation';

/** What the page of the search hands to its items. */
export interface InfrakitchenSearchResultListItemProps {
  result?: SearchDocument;
  highlight?: ResultHighlight;
  /** Position in the list. */
  rank?: number;
}

/** A template, a resource or a workspace among the results of the search. */
export function InfrakitchenSearchResultListItem({
  result,
  highlight,
}: InfrakitchenSearchResultListItemProps) {
  const { t } = useTranslationRef(searchTranslationRef);
  if (!result) {
    return null;
  }
  // The predicate of the extension lets our own documents alone come here.
  const document = result as SearchDocument & InfrakitchenSearchDocument;
  const { about, of, project, labels } = document;
  const state = stateOf(t, document);
  const marked = (field: 'title' | 'text') =>
    highlight?.fields[field] ? (
      <HighlightedSearchResultText
        text={highlight.fields[field]}
        preTag={highlight.preTag}
        postTag={highlight.postTag}
      />
    ) : (
      document[field]
    );
  return (
    <div className={styles.item}>
      <span className={styles.icon} aria-hidden="true">
        {searchIcons[about]}
      </span>
      <div className={styles.body}>
        <div className={styles.head}>
          <Link to={document.location} noTrack className={styles.title}>
            {marked('title')}
          </Link>
          {state && <Chip tone={state.tone}>{state.label}</Chip>}
        </div>
        <div className={styles.about}>
          {[
            t(`kind.${about}`),
            of,
            project &&
              t('infrakitchenSearchResultListItem.projectProject', { project }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </div>
        <div className={styles.text}>{marked('text')}</div>
        {labels && (
          <div className={styles.labels}>
            {labels.split(', ').map(label => (
              <Chip key={label}>{label}</Chip>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}
