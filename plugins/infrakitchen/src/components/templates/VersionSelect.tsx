import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Select } from '@backstage/ui';
import {
  offeredVersions,
  versionMatches,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { VersionSearch } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { describeLifecycle } from './lifecycle';
import { templatesTranslationRef } from './translation';

/** Fewer are seen at once. */
const WORTH_A_SEARCH = 10;

/** The version that most people want: the newest active one. */
export function preferredVersion(
  versions: TemplateVersion[],
): TemplateVersion | undefined {
  return offeredVersions(versions)[0] ?? versions[0];
}

/** Remembers which version a tab shows. */
export function useChosenVersion(versions: TemplateVersion[]) {
  const [id, setId] = useState<string>();
  const version =
    versions.find(other => other.id === id) ?? preferredVersion(versions);
  return { version, choose: setId };
}

/** Chooses a version of a template. */
export function VersionSelect(props: {
  versions: TemplateVersion[];
  value: string | undefined;
  onChange: (id: string) => void;
  label?: string;
  isDisabled?: (version: TemplateVersion) => boolean;
  /** Finds versions that are not among these. */
  search?: VersionSearch;
}) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const {
    versions,
    value,
    onChange,
    label = t('versionSelect.version'),
    isDisabled,
    search,
  } = props;
  return (
    <Select
      label={label}
      description={
        search?.error &&
        t('versionSelect.theSearchFailed', { message: search.error.message })
      }
      search={
        versions.length > WORTH_A_SEARCH
          ? {
              placeholder: t('versionSelect.searchVersions'),
              onInputChange: search?.find,
              filter: ({ id }, text) =>
                versions.some(
                  version => version.id === id && versionMatches(version, text),
                ),
            }
          : undefined
      }
      loading={{ state: search?.isSearching ? 'filtering' : 'idle' }}
      style={{ maxWidth: 400 }}
      options={versions.map(version => ({
        id: version.id,
        label: version.ref,
        description: [
          describeLifecycle(t, version.lifecycle).label,
          version.enabled ? undefined : 'disabled',
          version.status === 'error'
            ? t('versionSelect.analysisFailed')
            : undefined,
          version.commitSha?.slice(0, 10),
        ]
          .filter(Boolean)
          .join(' · '),
        disabled: isDisabled?.(version),
      }))}
      value={value ?? null}
      onChange={key => onChange(String(key))}
    />
  );
}
