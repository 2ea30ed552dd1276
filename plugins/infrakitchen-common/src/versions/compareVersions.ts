import type { Culprit, ModuleOutput, VersionFinding } from '../api';
import { listOf, quote } from '../values/messages';
import { compareRequirements } from './compareRequirements';
import { compareVariables } from './compareVariables';
import { finding, type ComparedVersion, type OutputConsumer } from './findings';

const MAX_NAMED = 5;

/**
 * What differs between two versions of a template, what breaks resources
 * first.
 *
 * @param consumers - variables that take their values from outputs of the
 * template.
 *
 * @public
 */
export function compareVersions(
  before: ComparedVersion,
  after: ComparedVersion,
  consumers: readonly OutputConsumer[] = [],
): VersionFinding[] {
  const findings = [
    ...compareVariables(before, after),
    ...compareOutputs(before, after, consumers),
    ...compareRequirements(before, after),
    ...compareSource(before, after),
  ];
  return [
    ...findings.filter(({ severity }) => severity === 'breaking'),
    ...findings.filter(({ severity }) => severity === 'notice'),
  ];
}

function compareOutputs(
  before: ComparedVersion,
  after: ComparedVersion,
  consumers: readonly OutputConsumer[],
): VersionFinding[] {
  const old = byName(before.analysis?.outputs);
  const now = byName(after.analysis?.outputs);
  const usersOf = (name: string) =>
    consumers.filter(({ output }) => output === name);
  return [
    ...[...old.keys()]
      .filter(name => !now.has(name))
      .map(name => removedOutput(name, usersOf(name))),
    ...[...now.values()].flatMap(output => {
      const previous = old.get(output.name);
      return previous
        ? outputSensitivity(previous, output, usersOf(output.name))
        : [
            finding('output_added', 'notice', output.name, {
              message: `The output ${quote(output.name)} is new.`,
            }),
          ];
    }),
  ];
}

function removedOutput(name: string, users: OutputConsumer[]): VersionFinding {
  const taken =
    users.length > 0
      ? `${describe(users)} ${
          users.length === 1 ? 'takes its value' : 'take their values'
        } from it`
      : 'No variable of a version in use takes its value from it';
  return finding('output_removed', 'breaking', name, {
    message: `The output ${quote(name)} is gone. ${taken}.`,
    culprits: [{ kind: 'output', name }, ...culpritsOf(users)],
  });
}

function outputSensitivity(
  before: ModuleOutput,
  after: ModuleOutput,
  users: OutputConsumer[],
): VersionFinding[] {
  const { name } = after;
  if (before.sensitive === after.sensitive) {
    return [];
  }
  const exposed = after.sensitive ? users.filter(user => !user.sensitive) : [];
  return [
    finding(
      'output_sensitivity_changed',
      exposed.length > 0 ? 'breaking' : 'notice',
      name,
      {
        before: before.sensitive ? 'sensitive' : 'not sensitive',
        after: after.sensitive ? 'sensitive' : 'not sensitive',
        message:
          exposed.length > 0
            ? `The output ${quote(name)} is sensitive now, and ${describe(
                exposed,
              )} ${
                exposed.length === 1 ? 'is' : 'are'
              } not. Mark what takes it as sensitive first.`
            : `The output ${quote(name)} is ${
                after.sensitive ? 'sensitive now' : 'not sensitive any more'
              }.`,
        culprits: [{ kind: 'output', name }, ...culpritsOf(exposed)],
      },
    ),
  ];
}

function compareSource(
  before: ComparedVersion,
  after: ComparedVersion,
): VersionFinding[] {
  const [old, now] = [before, after].map(({ repositoryUrl, path }) =>
    path ? `${repositoryUrl}//${path}` : repositoryUrl,
  );
  return old === now
    ? []
    : [
        finding('module_moved', 'notice', 'module', {
          before: old,
          after: now,
          message: 'The module is in another place.',
        }),
      ];
}

function byName(outputs: readonly ModuleOutput[] = []) {
  return new Map(outputs.map(output => [output.name, output]));
}

function describe(users: readonly OutputConsumer[]): string {
  const named = users.flatMap(({ variable, version }) =>
    version
      ? [`${quote(variable)} of ${quote(version.templateName)} ${version.ref}`]
      : [],
  );
  const shown = named.slice(0, MAX_NAMED);
  const more = named.length - shown.length;
  const hidden = users.length - named.length;
  return listOf([
    ...shown,
    ...(more > 0 ? [`${more} more`] : []),
    ...(hidden > 0 ? [`${hidden} that you cannot see`] : []),
  ]);
}

/** What is not to be told is a version without a name. */
function culpritsOf(users: readonly OutputConsumer[]): Culprit[] {
  const hidden = users.some(({ version }) => !version);
  return [
    ...users
      .filter(({ version }) => version)
      .slice(0, MAX_NAMED)
      .flatMap(({ variable, version }) => [
        { kind: 'version' as const, id: version!.id, name: version!.ref },
        { kind: 'variable' as const, name: variable },
      ]),
    ...(hidden ? [{ kind: 'version' as const }] : []),
  ];
}
