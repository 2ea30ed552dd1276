import type { VersionLifecycle } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ChipTone } from '@infrakitchen/backstage-plugin-infrakitchen-react';

const lifecycles: Record<VersionLifecycle, { label: string; tone: ChipTone }> =
  {
    preview: { label: 'Preview', tone: 'info' },
    active: { label: 'Active', tone: 'success' },
    deprecated: { label: 'Deprecated', tone: 'warning' },
    archived: { label: 'Archived', tone: 'neutral' },
  };

/** Options of a field for the lifecycle of a version. */
export const lifecycleOptions = Object.entries(lifecycles).map(
  ([id, { label }]) => ({ id, label }),
);

/** Words and colour of a lifecycle. */
export function describeLifecycle(lifecycle: VersionLifecycle) {
  return lifecycles[lifecycle];
}
