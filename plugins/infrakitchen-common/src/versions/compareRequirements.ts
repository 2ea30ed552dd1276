import type { RequiredProvider, VersionFinding } from '../api';
import { quote } from '../values/messages';
import { providerSource } from '../values/providers';
import { finding, type ComparedVersion } from './findings';

/** What differs in the providers and the engine that modules ask for. */
export function compareRequirements(
  before: ComparedVersion,
  after: ComparedVersion,
): VersionFinding[] {
  return [...compareProviders(before, after), ...compareEngine(before, after)];
}

function compareProviders(
  before: ComparedVersion,
  after: ComparedVersion,
): VersionFinding[] {
  const old = byName(before);
  const now = byName(after);
  return [
    ...[...now.values()].flatMap(provider => {
      const previous = old.get(provider.name);
      return previous
        ? providerChange(previous, provider)
        : [
            finding('provider_added', 'notice', provider.name, {
              after: describe(provider),
              message: `The module uses the provider ${quote(
                sourceOf(provider),
              )} now.`,
            }),
          ];
    }),
    ...[...old.values()]
      .filter(({ name }) => !now.has(name))
      .map(provider =>
        finding('provider_removed', 'notice', provider.name, {
          before: describe(provider),
          message: `The module does not ask for the provider ${quote(
            sourceOf(provider),
          )} any more. Objects of it that exist need it to be destroyed.`,
        }),
      ),
  ];
}

function providerChange(
  before: RequiredProvider,
  after: RequiredProvider,
): VersionFinding[] {
  const shown = { before: describe(before), after: describe(after) };
  if (sourceOf(before) !== sourceOf(after)) {
    return [
      finding('provider_changed', 'breaking', after.name, {
        ...shown,
        message: `The provider ${quote(
          after.name,
        )} comes from another source. States that name the old one have to be migrated.`,
      }),
    ];
  }
  if ((before.version ?? '') === (after.version ?? '')) {
    return [];
  }
  const [old, now] = [before.version, after.version].map(lowest);
  const isMajor =
    after.version !== undefined && (old?.[0] ?? -1) !== (now?.[0] ?? -1);
  return [
    finding('provider_changed', isMajor ? 'breaking' : 'notice', after.name, {
      ...shown,
      message: isMajor
        ? `The module asks for another major version of the provider ${quote(
            after.name,
          )}.`
        : `The module asks for other versions of the provider ${quote(
            after.name,
          )}.`,
    }),
  ];
}

function compareEngine(
  { analysis: before }: ComparedVersion,
  { analysis: after }: ComparedVersion,
): VersionFinding[] {
  const [old, now] = [before?.requiredVersion, after?.requiredVersion];
  if (old === now) {
    return [];
  }
  const isRaised = now !== undefined && isLater(lowest(now), lowest(old));
  return [
    finding('engine_changed', isRaised ? 'breaking' : 'notice', 'engine', {
      before: old ?? 'any version',
      after: now ?? 'any version',
      message: isRaised
        ? 'The module asks for a newer engine.'
        : 'The module asks for other versions of the engine.',
    }),
  ];
}

function byName({ analysis }: ComparedVersion) {
  return new Map(
    (analysis?.requiredProviders ?? []).map(provider => [
      provider.name,
      provider,
    ]),
  );
}

function sourceOf({ name, source }: RequiredProvider): string {
  return providerSource(source ?? name);
}

function describe(provider: RequiredProvider): string {
  return [sourceOf(provider), provider.version].filter(Boolean).join(' ');
}

/** The lowest version that a constraint takes, where it says so. */
function lowest(constraint: string | undefined): number[] | undefined {
  const bounds = (constraint ?? '').split(',').flatMap(part => {
    const [, version] =
      /^\s*(?:=|>=|>|~>)?\s*v?(\d+(?:\.\d+)*)/.exec(part) ?? [];
    return version ? [version.split('.').map(Number)] : [];
  });
  // All of the parts hold, so the highest of them decides.
  return bounds.sort((a, b) => (isLater(a, b) ? -1 : 1))[0];
}

function isLater(a: number[] | undefined, b: number[] | undefined): boolean {
  if (!a || !b) {
    return a !== undefined;
  }
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) {
      return difference > 0;
    }
  }
  return false;
}
