import {
  useAsyncData,
  useInfrakitchenApi,
  type AsyncData,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { findTemplate } from './resolvePlace';

/** The template that a form names by its key. */
export function useTemplate(
  key: string | undefined,
): AsyncData<Template | undefined> {
  const api = useInfrakitchenApi();
  return useAsyncData(
    async signal => (key ? findTemplate(api, key, signal) : undefined),
    [api, key],
  );
}
