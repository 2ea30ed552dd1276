import {
  useCallback,
  useEffect,
  useMemo,
  useState,
  type Dispatch,
  type SetStateAction,
} from 'react';
import type {
  Page,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { InfrakitchenApi } from '../api';
import { useAsyncData, type AsyncData } from './useAsyncData';
import { useInfrakitchenApi } from './useInfrakitchenApi';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** As many as one request brings; most templates have fewer. */
const NEWEST = 200;
const FOUND = 50;
/** Long enough for a word to be typed, short enough not to be felt. */
const TYPING_MS = 250;

/** A search for versions that are not among the newest. @public */
export interface VersionSearch {
  /** There are older ones, which have to be searched for. */
  isNeeded: boolean;
  /** Adds what the server finds, where there is more than the newest. */
  find: (text: string) => void;
  isSearching: boolean;
  error: Error | undefined;
}

/** Versions that are known so far, and how to find others. @public */
export interface VersionsData extends AsyncData<TemplateVersion[]> {
  /** Whether what has to be among them is on its way, or why it is not there. */
  kept: { isLoading: boolean; error: Error | undefined };
  search: VersionSearch;
}

/**
 * The newest versions of a template, newest first, with those that were
 * searched for.
 *
 * @param keep - id, tag or branch of what has to be among them, however old it is.
 *
 * @public
 */
export function useVersions(
  templateId: string | undefined,
  keep?: string,
): VersionsData {
  const api = useInfrakitchenApi();
  const newest = useAsyncData(
    async (signal): Promise<Page<TemplateVersion>> =>
      templateId
        ? api.listVersions(templateId, { limit: NEWEST }, { signal })
        : { items: [] },
    [api, templateId],
  );
  const isCut = newest.value?.nextCursor !== undefined;
  const [found, setFound] = useState<TemplateVersion[]>([]);

  const [text, setText] = useState('');
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const isAsked = isCut && settled !== '';
  const page = useAsyncData(
    async signal =>
      isAsked && templateId
        ? (
            await api.listVersions(
              templateId,
              { q: settled, limit: FOUND },
              { signal },
            )
          ).items
        : [],
    [api, templateId, isAsked, settled],
  );
  useAdded(page.value, setFound);

  const isKept = (versions: TemplateVersion[]) =>
    versions.some(({ id, ref }) => id === keep || ref === keep);
  const missing =
    isCut && !isKept(newest.value!.items) && !isKept(found) ? keep : undefined;
  const kept = useAsyncData(
    async signal => ({
      asked: missing,
      versions:
        missing && templateId
          ? await lookUp(api, { templateId, idOrRef: missing }, signal)
          : [],
    }),
    [api, templateId, missing],
  );

  const value = useMemo(
    () =>
      newest.value &&
      onceEach([
        ...[...(kept.value?.versions ?? []), ...found].filter(
          version => version.templateId === templateId,
        ),
        ...newest.value.items,
      ]),
    [newest.value, kept.value, found, templateId],
  );

  const reloadNewest = newest.reload;
  const reload = useCallback(async () => {
    const [again] = await Promise.all([
      isCut && keep && templateId
        ? lookUp(api, { templateId, idOrRef: keep }).catch(() => [])
        : [],
      reloadNewest(),
    ]);
    // What else was found may have changed as well, and is found again.
    setFound(again);
  }, [api, templateId, isCut, keep, reloadNewest]);
  return {
    ...newest,
    reload,
    value,
    kept: {
      isLoading:
        missing !== undefined && !kept.error && kept.value?.asked !== missing,
      error: missing ? kept.error : undefined,
    },
    search: {
      isNeeded: isCut,
      find: setText,
      isSearching: isAsked && page.loading,
      error: page.error,
    },
  };
}

/** By a part of the tag there may be others, which do no harm. */
async function lookUp(
  api: InfrakitchenApi,
  { templateId, idOrRef }: { templateId: string; idOrRef: string },
  signal?: AbortSignal,
): Promise<TemplateVersion[]> {
  return UUID.test(idOrRef)
    ? [await api.getVersion(idOrRef, { signal })]
    : (
        await api.listVersions(
          templateId,
          { q: idOrRef, limit: NEWEST },
          { signal },
        )
      ).items;
}

function useAdded(
  versions: TemplateVersion[] | undefined,
  setFound: Dispatch<SetStateAction<TemplateVersion[]>>,
): void {
  useEffect(() => {
    if (versions?.length) {
      setFound(known => [...known, ...versions]);
    }
  }, [versions, setFound]);
}

function onceEach(versions: TemplateVersion[]): TemplateVersion[] {
  const byId = new Map(versions.map(version => [version.id, version]));
  return [...byId.values()].sort(
    (a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt),
  );
}
