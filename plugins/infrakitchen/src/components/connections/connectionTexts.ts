import type { ConnectionKind } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** What people call the kinds, and what they are for. */
export const kindTexts: Record<
  ConnectionKind,
  { one: string; many: string; purpose: string }
> = {
  integration: {
    one: 'integration',
    many: 'Integrations',
    purpose: 'Credentials for a cloud, a tool or a git host.',
  },
  secret: {
    one: 'secret',
    many: 'Secrets',
    purpose: 'Values that runs get as variables of the module.',
  },
  storage: {
    one: 'storage',
    many: 'Storages',
    purpose: 'Where states are kept besides the managed storage.',
  },
};

export const connectionKinds = Object.keys(kindTexts) as ConnectionKind[];

/** With a capital letter. */
export function titleOf(kind: ConnectionKind): string {
  const { one } = kindTexts[kind];
  return one.charAt(0).toUpperCase() + one.slice(1);
}
