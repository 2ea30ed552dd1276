import {
  useAsyncData,
  useInfrakitchenApi,
  type AsyncData,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { VersionSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { WrittenPlace } from './placeOptions';
import { resolvePlace, type Place } from './resolvePlace';

/** A place, and what a resource there would inherit. */
export interface PlacedSchema extends Place {
  schema: VersionSchema;
}

/** Reads the schema for what a form says, again whenever that changes. */
export function useVersionSchema(
  written: WrittenPlace,
): AsyncData<PlacedSchema | undefined> {
  const api = useInfrakitchenApi();
  return useAsyncData(
    async signal => {
      const place = await resolvePlace(api, written, signal);
      if (!place) {
        return undefined;
      }
      const schema = await api.getVersionSchema(
        place.version.id,
        place.parentIds,
        { signal, project: place.projectId },
      );
      return { ...place, schema };
    },
    [api, JSON.stringify(written)],
  );
}
