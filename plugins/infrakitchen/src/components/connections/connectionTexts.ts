import type { ConnectionKind } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** What people call the kinds, and what they are for. */
export const kindTexts: Record<
  ConnectionKind,
  { one: string; many: string; purpose: string }
> = {
  integration: {
    one: 'integration',
    many: 'Integrations',
    purpose:
      'Credentials for a cloud, a tool or a git host. Runs of the resources that they are attached to get them.',
  },
  secret: {
    one: 'secret',
    many: 'Secrets',
    purpose:
      'Values that runs get as variables of the module, without anybody seeing them.',
  },
  storage: {
    one: 'storage',
    many: 'Storages',
    purpose:
      'Where states are kept that are not in the managed storage of the portal.',
  },
};

export const connectionKinds = Object.keys(kindTexts) as ConnectionKind[];

/** With a capital letter. */
export function titleOf(kind: ConnectionKind): string {
  const { one } = kindTexts[kind];
  return one.charAt(0).toUpperCase() + one.slice(1);
}
