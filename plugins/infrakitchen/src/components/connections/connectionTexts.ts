import type { ConnectionKind } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { type Translate } from './translation';

/** What people call the kinds, and what they are for. */
export const kindTexts: (
  t: Translate,
) => Record<
  ConnectionKind,
  { one: string; many: string; purpose: string }
> = t => ({
  integration: {
    one: t('connectionTexts.integration'),
    many: t('connectionTexts.integrations'),
    purpose: t('connectionTexts.credentialsForACloudA'),
  },
  secret: {
    one: t('connectionTexts.secret'),
    many: t('connectionTexts.secrets'),
    purpose: t('connectionTexts.valuesThatRunsGetAs'),
  },
  storage: {
    one: t('connectionTexts.storage'),
    many: t('connectionTexts.storages'),
    purpose: t('connectionTexts.whereStatesAreKeptThat'),
  },
});

export const connectionKinds = (t: Translate) =>
  Object.keys(kindTexts(t)) as ConnectionKind[];

/** With a capital letter. */
export function titleOf(t: Translate, kind: ConnectionKind): string {
  const { one } = kindTexts(t)[kind];
  return one.charAt(0).toUpperCase() + one.slice(1);
}
