import { createHash } from 'node:crypto';
import type { EngineInfo } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { KeyRing } from '../crypto';
import type { StateHead } from '../state';
import type { PreparedInputs } from './RunInputsReader';
import type { Fingerprint } from './types';

/** What each part is called where it is no longer the same. */
const moves: Record<keyof Fingerprint, string> = {
  lineage: 'the state was changed',
  serial: 'the state was changed',
  commitSha: 'the version was analysed at another commit',
  changeDigest: 'the change was edited',
  inputsDigest: 'the inputs have changed',
  engine: 'the engine was replaced',
  lockFileHash: 'the providers are no longer the same',
  planFileHash: 'the plan file is not the one that was stored',
};

/** What a plan is made from, as far as the run's inputs tell. */
export function inputParts({
  version,
  digest,
  changeDigest,
}: PreparedInputs): Pick<
  Fingerprint,
  'commitSha' | 'inputsDigest' | 'changeDigest'
> {
  return { commitSha: version.commitSha, inputsDigest: digest, changeDigest };
}

/** The same of the newest state; a resource that was never built has none. */
export function stateParts(
  head: StateHead | undefined,
): Pick<Fingerprint, 'lineage' | 'serial'> {
  return { lineage: head?.lineage ?? '', serial: head?.serial ?? 0 };
}

/** The same of the engine. */
export function enginePart({
  kind,
  version,
}: Pick<EngineInfo, 'kind' | 'version'>): string {
  return `${kind} ${version}`;
}

/** What of a plan's fingerprint no longer holds, in words. */
export function whatMoved(
  made: Fingerprint,
  now: Partial<Fingerprint>,
): string | undefined {
  const moved = (Object.keys(moves) as (keyof Fingerprint)[])
    .filter(part => now[part] !== undefined && now[part] !== made[part])
    .map(part => moves[part]);
  return moved.length > 0 ? [...new Set(moved)].join(', ') : undefined;
}

/** The plan file of a run, encrypted for its row. */
export function sealPlanFile(
  keys: KeyRing,
  runId: string,
  file: Buffer,
): Buffer {
  return keys.encrypt(file, planFileContext(runId));
}

/** @throws where the file is not the one that was stored for this run. */
export function unsealPlanFile(
  keys: KeyRing,
  runId: string,
  sealed: Buffer,
): Buffer {
  return keys.decrypt(sealed, planFileContext(runId));
}

/** A digest of what is no secret. */
export function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function planFileContext(id: string) {
  return { table: 'runs', column: 'plan_file', id };
}
