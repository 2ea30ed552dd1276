import type { Config } from '@backstage/config';
import {
  roles,
  type Role,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { isId } from '../database';
import { normalisePrincipal } from './principals';
import {
  isStandaloneKind,
  scopedKinds,
  type AccessSettings,
  type FeedSettings,
  type FixedGrant,
} from './types';

const kinds = ['global', ...scopedKinds] as const;

/** Reads `infrakitchen.access`. */
export function readAccessSettings(config: Config): AccessSettings {
  const access = config.getOptionalConfig('infrakitchen.access');
  const everyone = access?.getOptionalString('everyone') ?? 'read';
  return {
    everyone: everyone === 'none' ? undefined : roleOf(everyone, 'everyone'),
    grants: (access?.getOptionalConfigArray('grants') ?? []).map(readGrant),
  };
}

/** Reads what `infrakitchen.access` says about feeds. */
export function readFeedSettings(config: Config): FeedSettings {
  const access = config.getOptionalConfig('infrakitchen.access');
  return {
    feedReaders: access?.getOptionalStringArray('feedReaders') ?? [
      'plugin:catalog',
      'plugin:search',
    ],
    searchByPolicy: access?.getOptionalBoolean('searchByPolicy') ?? false,
  };
}

function readGrant(config: Config, index: number): FixedGrant {
  const at = `grants[${index}]`;
  const principalRef = normalisePrincipal(config.getString('principal'));
  if (!/^(user|group):/.test(principalRef)) {
    throw unusable(`${at}.principal is no user or group: '${principalRef}'`);
  }
  const role = roleOf(config.getString('role'), `${at}.role`);
  const scope = config.getOptionalConfig('scope');
  const kind = (scope?.getString('kind') ?? 'global') as (typeof kinds)[number];
  if (!kinds.includes(kind)) {
    throw unusable(`${at}.scope.kind must be one of ${kinds.join(', ')}`);
  }
  const id = scope?.getOptionalString('id')?.toLowerCase();
  const key = scope?.getOptionalString('key');
  if (id !== undefined && !isId(id)) {
    throw unusable(`${at}.scope.id is no id: '${id}'`);
  }
  if (
    kind === 'global' ? id ?? key : (id === undefined) === (key === undefined)
  ) {
    throw unusable(
      kind === 'global'
        ? `${at}.scope is global and has neither id nor key`
        : `${at}.scope needs either an id or a key`,
    );
  }
  if ((kind === 'resource' || isStandaloneKind(kind)) && key) {
    throw unusable(`${at}.scope: a ${kind} has no key; give its id`);
  }
  return { principalRef, role, scope: { kind, id, key } };
}

function roleOf(text: string, at: string): Role {
  if (!roles.includes(text as Role)) {
    throw unusable(`${at} must be one of ${roles.join(', ')}, not '${text}'`);
  }
  return text as Role;
}

function unusable(what: string): Error {
  return new Error(`infrakitchen.access.${what}`);
}
