import { Text } from '@backstage/ui';
import type {
  EffectiveEntry,
  Entry,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** What the parents hand down, and what an own entry overrides. */
export function InheritedEntries(props: {
  noun: string;
  entries: EffectiveEntry[];
  own: Entry[];
}) {
  const inherited = props.entries.filter(entry => !entry.own);
  if (inherited.length === 0) {
    return null;
  }
  return (
    <ul
      aria-label={`Inherited ${props.noun.toLowerCase()}s`}
      style={{ margin: 0, paddingLeft: 20 }}
    >
      {inherited.map(entry => {
        const overridden = props.own.some(own => own.name === entry.name);
        return (
          <li key={entry.name}>
            <code>
              {entry.name} = {entry.value}
            </code>{' '}
            <Text variant="body-small" color="secondary">
              {sourceText(entry)}
              {overridden && ', overridden here'}
            </Text>
          </li>
        );
      })}
    </ul>
  );
}

function sourceText({ resource, project }: EffectiveEntry): string {
  if (resource) {
    return `from ${resource.name}`;
  }
  return project ? `from the project ${project.name}` : 'inherited';
}
