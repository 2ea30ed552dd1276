import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { PickedOption } from './SearchPicker';
import { SearchPicker } from './SearchPicker';
import {
  ConnectionPicker,
  useInfrakitchenApi,
  type ConnectionPickerProps as SharedPickerProps,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { sharedTranslationRef } from './translation';

const PAGE = 20;

interface PickerProps {
  label: string;
  description?: string;
  isRequired?: boolean;
  value: PickedOption | undefined;
  onChange: (value: PickedOption | undefined) => void;
}

/** Picks a project. */
export function ProjectPicker(props: PickerProps & { enabledOnly?: boolean }) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const { enabledOnly, ...picker } = props;
  const api = useInfrakitchenApi();
  return (
    <SearchPicker
      {...picker}
      placeholder={t('scopePickers.searchProjects')}
      search={async (q, signal, cursor) => {
        const { items, nextCursor } = await api.listProjects(
          {
            q: q || undefined,
            filter: enabledOnly ? ['enabled=true'] : [],
            orderBy: 'name',
            limit: PAGE,
            cursor,
          },
          { signal },
        );
        return {
          nextCursor,
          options: items.map(({ id, name, key }) => ({
            id,
            label: name,
            description: key,
          })),
        };
      }}
    />
  );
}

/** Picks a template. */
export function TemplatePicker(props: PickerProps) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const api = useInfrakitchenApi();
  return (
    <SearchPicker
      {...props}
      placeholder={t('scopePickers.searchTemplates')}
      search={async (q, signal, cursor) => {
        const { items, nextCursor } = await api.listTemplates(
          { q: q || undefined, orderBy: 'name', limit: PAGE, cursor },
          { signal },
        );
        return {
          nextCursor,
          options: items.map(({ id, name, key }) => ({
            id,
            label: name,
            description: key,
          })),
        };
      }}
    />
  );
}

/** Picks a resource. */
export function ResourcePicker(props: PickerProps) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const api = useInfrakitchenApi();
  return (
    <SearchPicker
      {...props}
      placeholder={t('scopePickers.searchResources')}
      search={async (q, signal, cursor) => {
        const { items, nextCursor } = await api.listResources(
          { q: q || undefined, orderBy: 'name', limit: PAGE, cursor },
          { signal },
        );
        return {
          nextCursor,
          options: items.map(({ id, name, template }) => ({
            id,
            label: name,
            description: template.name,
          })),
        };
      }}
    />
  );
}

type ConnectionPickerProps = PickerProps &
  Pick<SharedPickerProps, 'providers' | 'enabledOnly' | 'usableOnly'>;

/** Picks an integration. */
export function IntegrationPicker(props: ConnectionPickerProps) {
  const { t } = useTranslationRef(sharedTranslationRef);
  return (
    <ConnectionPicker
      {...props}
      kind="integration"
      placeholder={t('scopePickers.searchIntegrations')}
    />
  );
}

/** Picks a secret. */
export function SecretPicker(props: ConnectionPickerProps) {
  const { t } = useTranslationRef(sharedTranslationRef);
  return (
    <ConnectionPicker
      {...props}
      kind="secret"
      placeholder={t('scopePickers.searchSecrets')}
    />
  );
}

/** Picks a storage. */
export function StoragePicker(props: ConnectionPickerProps) {
  const { t } = useTranslationRef(sharedTranslationRef);
  return (
    <ConnectionPicker
      {...props}
      kind="storage"
      placeholder={t('scopePickers.searchStorages')}
    />
  );
}

/** Picks a workspace. */
export function WorkspacePicker(
  props: PickerProps & {
    /** Whether those are left out that are out of order, or that the caller may only see. */
    usableOnly?: boolean;
  },
) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const { usableOnly, ...picker } = props;
  const api = useInfrakitchenApi();
  return (
    <SearchPicker
      {...picker}
      placeholder={t('scopePickers.searchWorkspaces')}
      search={async (q, signal, cursor) => {
        const { items, nextCursor } = await api.listWorkspaces(
          {
            q: q || undefined,
            filter: usableOnly ? ['status=ok', 'usable=true'] : [],
            orderBy: 'name',
            limit: PAGE,
            cursor,
          },
          { signal },
        );
        return {
          nextCursor,
          options: items.map(({ id, name, description }) => ({
            id,
            label: name,
            description,
          })),
        };
      }}
    />
  );
}
