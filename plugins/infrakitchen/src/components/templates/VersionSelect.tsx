import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useSearchParams } from 'react-router-dom';
import { Select } from '@backstage/ui';
import {
  offeredVersions,
  versionMatches,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  VersionsData,
  VersionSearch,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
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

/** Names a version in the URL, by its id, tag or branch. */
const VERSION = 'version';

/** The version that the URL names. */
export function useNamedVersion() {
  const [params, setParams] = useSearchParams();
  return {
    named: params.get(VERSION) ?? undefined,
    choose: (id: string) =>
      setParams(
        old => {
          const next = new URLSearchParams(old);
          next.set(VERSION, id);
          return next;
        },
        { replace: true },
      ),
  };
}

/** The version that a tab shows: the one that the URL names, or the usual one. */
export function useChosenVersion(
  versions: Pick<VersionsData, 'kept'> & { value: TemplateVersion[] },
  usual = preferredVersion,
) {
  const { named, choose } = useNamedVersion();
  const { value, kept } = versions;
  const found = named
    ? value.find(({ id }) => id === named) ??
      value.find(({ ref }) => ref === named)
    : undefined;
  return {
    version: named ? found : usual(value),
    /** What the URL names, where that is not there. */
    missing: named && !found && !kept.isLoading ? named : undefined,
    choose,
  };
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
        versions.length > WORTH_A_SEARCH || search?.isNeeded
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
