import type { ConnectionKind } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { useInfrakitchenApi } from '../../hooks';
import { SearchPicker, type SearchPickerProps } from '../SearchPicker';

const PAGE = 20;

/** Props of {@link ConnectionPicker}. @public */
export type ConnectionPickerProps = Omit<
  SearchPickerProps,
  'search' | 'searchKey' | 'clearOnPick'
> & {
  kind: ConnectionKind;
  /** Keys of the providers to choose from; any where absent, none where empty. */
  providers?: string[];
  /** Whether disabled ones are left out. */
  enabledOnly?: boolean;
  /** Whether those are left out that the caller may only see. */
  usableOnly?: boolean;
  /** What the id of an option is: the connection's id, or its name. */
  idIs?: 'id' | 'name';
};

/**
 * Picks an integration, a secret or a storage.
 *
 * @public
 */
export function ConnectionPicker(props: ConnectionPickerProps) {
  const { kind, providers, enabledOnly, usableOnly, idIs, ...picker } = props;
  const api = useInfrakitchenApi();
  const filter = [
    ...(providers ?? []).map(key => `provider=${key}`),
    ...(enabledOnly ? ['enabled=true'] : []),
    ...(usableOnly ? ['usable=true'] : []),
  ];
  return (
    <SearchPicker
      {...picker}
      searchKey={[...filter, String(providers?.length)].join()}
      search={async (q, signal, cursor) => {
        if (providers?.length === 0) {
          return [];
        }
        const page = await api.listConnections(
          kind,
          { q: q || undefined, filter, orderBy: 'name', limit: PAGE, cursor },
          { signal },
        );
        return {
          nextCursor: page.nextCursor,
          options: page.items.map(({ id, name, provider }) => ({
            id: idIs === 'name' ? name : id,
            label: name,
            description: provider,
          })),
        };
      }}
    />
  );
}
