import type { VersionLifecycle } from '../api';
import { offeredVersions, versionWarnings } from './warnings';

const version = (
  ref: string,
  lifecycle: VersionLifecycle,
  rest: { enabled?: boolean; commitSha?: string } = {},
) => ({
  ref,
  lifecycle,
  enabled: true,
  commitSha: 'c',
  createdAt: `2026-01-0${ref}T00:00:00Z`,
  ...rest,
});

it('offers the newest active version first, and nothing that cannot be used', () => {
  const offered = offeredVersions([
    version('9', 'archived'),
    version('8', 'deprecated'),
    version('7', 'preview'),
    version('6', 'active', { enabled: false }),
    version('5', 'active', { commitSha: undefined }),
    version('3', 'active'),
    version('4', 'active'),
  ]);
  expect(offered.map(({ ref }) => ref)).toEqual(['4', '3', '7', '8']);
});

it.each([
  ['active', []],
  ['preview', []],
  ['deprecated', ['version_deprecated']],
  ['archived', ['version_archived']],
] as const)('of a version that is %s it warns of %j', (lifecycle, codes) => {
  expect(
    versionWarnings(version('1', lifecycle)).map(({ code }) => code),
  ).toEqual(codes);
});

it('has nothing to say where there is no version', () => {
  expect(versionWarnings(undefined)).toEqual([]);
});
