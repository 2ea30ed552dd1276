import type { VersionLifecycle } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ChipTone } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { Translate } from './translation';

const tones: Record<VersionLifecycle, ChipTone> = {
  preview: 'info',
  active: 'success',
  deprecated: 'warning',
  archived: 'neutral',
};

/** Words and colour of a lifecycle. */
export function describeLifecycle(t: Translate, lifecycle: VersionLifecycle) {
  return { label: t(`lifecycle.${lifecycle}`), tone: tones[lifecycle] };
}

/** Options of a field for the lifecycle of a version. */
export function lifecycleOptions(t: Translate) {
  return (Object.keys(tones) as VersionLifecycle[]).map(id => ({
    id,
    label: describeLifecycle(t, id).label,
  }));
}
