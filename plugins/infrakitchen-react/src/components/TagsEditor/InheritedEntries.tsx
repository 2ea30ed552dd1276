import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type {
  EffectiveEntry,
  Entry,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { tagsEditorTranslationRef, type Translate } from './translation';

/** What the parents hand down, and what an own entry overrides. */
export function InheritedEntries(props: {
  label: string;
  entries: EffectiveEntry[];
  own: Entry[];
}) {
  const { t } = useTranslationRef(tagsEditorTranslationRef);
  const inherited = props.entries.filter(entry => !entry.own);
  if (inherited.length === 0) {
    return null;
  }
  return (
    <ul aria-label={props.label} style={{ margin: 0, paddingLeft: 20 }}>
      {inherited.map(entry => {
        const overridden = props.own.some(own => own.name === entry.name);
        return (
          <li key={entry.name}>
            <code>
              {entry.name} = {entry.value}
            </code>{' '}
            <Text variant="body-small" color="secondary">
              {overridden
                ? t('entry.overridden', { source: sourceText(t, entry) })
                : sourceText(t, entry)}
            </Text>
          </li>
        );
      })}
    </ul>
  );
}

function sourceText(
  t: Translate,
  { resource, project }: EffectiveEntry,
): string {
  if (resource) {
    return t('entry.fromResource', { name: resource.name });
  }
  return project
    ? t('entry.fromProject', { name: project.name })
    : t('entry.inherited');
}
