import { useCallback } from 'react';
import {
  useApiHolder,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { Flex, Tag, TagGroup } from '@backstage/ui';
import { SearchPicker, type PickedOption } from './SearchPicker';
import { sharedTranslationRef } from './translation';
import { useLabels } from './useLabels';

/** As the API takes them. */
const principalPattern =
  /^(user|group):[a-z0-9-]+(\.[a-z0-9-]+)*\/[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

const MAX_OPTIONS = 20;

/** Searches users and groups of the catalog; a reference can be typed, too. */
export function usePrincipalSearch(): (
  text: string,
  signal: AbortSignal,
) => Promise<PickedOption[]> {
  const { t } = useTranslationRef(sharedTranslationRef);
  // Apps without a catalog still take references.
  const catalog = useApiHolder().get(catalogApiRef);
  return async text => {
    const typed = principalPattern.test(text)
      ? [
          {
            id: text,
            label: text,
            description: t('principalsField.asItWasTyped'),
          },
        ]
      : [];
    if (!catalog) {
      return typed;
    }
    const { items } = await catalog.queryEntities({
      filter: { kind: ['User', 'Group'] },
      fields: ['kind', 'metadata', 'spec.profile.displayName'],
      orderFields: { field: 'metadata.name', order: 'asc' },
      limit: MAX_OPTIONS,
      ...(text && {
        fullTextFilter: {
          term: text,
          fields: [
            'metadata.name',
            'metadata.title',
            'spec.profile.displayName',
          ],
        },
      }),
    });
    const found = items.map(toOption);
    return [
      ...found,
      ...typed.filter(({ id }) => !found.some(other => other.id === id)),
    ];
  };
}

/** `Developers (group)`, with the reference below. */
function toOption(entity: Entity): PickedOption {
  const ref = stringifyEntityRef(entity);
  const profile = entity.spec?.profile as { displayName?: string } | undefined;
  const name =
    profile?.displayName ?? entity.metadata.title ?? entity.metadata.name;
  return {
    id: ref,
    label: `${name} (${entity.kind.toLowerCase()})`,
    description: ref,
  };
}

/** Picks one user or group. */
export function PrincipalField(props: {
  label: string;
  description?: string;
  isRequired?: boolean;
  value: PickedOption | undefined;
  onChange: (value: PickedOption | undefined) => void;
}) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const search = usePrincipalSearch();
  return (
    <SearchPicker
      {...props}
      placeholder={t('principalsField.searchUsersAndGroups')}
      search={search}
    />
  );
}

/** Picks any number of users and groups. */
export function PrincipalsField(props: {
  label: string;
  description?: string;
  value: string[];
  onChange: (value: string[]) => void;
}) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const principalText = usePrincipalText();
  const { label, description, value, onChange } = props;
  const search = usePrincipalSearch();
  return (
    <Flex direction="column" gap="2">
      <SearchPicker
        label={label}
        description={description}
        placeholder={t('principalsField.searchUsersAndGroups')}
        value={undefined}
        clearOnPick
        announce={option =>
          t('principalsField.nameIsChosen', { name: option.label })
        }
        search={search}
        onChange={option => {
          if (option && !value.includes(option.id)) {
            onChange([...value, option.id]);
          }
        }}
      />
      {value.length > 0 && (
        <TagGroup
          aria-label={t('principalsField.chosen', { label })}
          onRemove={keys => onChange(value.filter(ref => !keys.has(ref)))}
        >
          {value.map(ref => (
            <Tag key={ref} id={ref} textValue={ref}>
              {principalText(ref)}
            </Tag>
          ))}
        </TagGroup>
      )}
    </Flex>
  );
}

/** Gives `developers (group)`; users stand without what they are. */
export function usePrincipalText(): (ref: string) => string {
  const { t } = useTranslationRef(sharedTranslationRef);
  const labels = useLabels();
  return useCallback(
    ref => {
      const text = labels.actor(ref);
      return ref.startsWith('group:')
        ? t('principalsField.group', { text })
        : text;
    },
    [t, labels],
  );
}
