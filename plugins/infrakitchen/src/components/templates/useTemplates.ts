import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  useAsyncData,
  useInfrakitchenApi,
  type AsyncData,
  type InfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';

/** Templates are few, but pages of the list are not endless. */
const MAX_PAGES = 10;

/** All templates, page by page, for pickers and graphs. */
export async function loadAllTemplates(
  api: InfrakitchenApi,
  signal?: AbortSignal,
): Promise<Template[]> {
  const all: Template[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, nextCursor } = await api.listTemplates(
      { orderBy: 'name', limit: 200, cursor },
      { signal },
    );
    all.push(...items);
    if (!nextCursor) {
      break;
    }
    cursor = nextCursor;
  }
  return all;
}

/** All templates. */
export function useTemplates(): AsyncData<Template[]> {
  const api = useInfrakitchenApi();
  return useAsyncData(signal => loadAllTemplates(api, signal), [api]);
}
