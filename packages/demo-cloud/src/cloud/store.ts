import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { JsonObject } from '@backstage/types';
import { ObjectKind } from '../kinds';

/**
 * An object of the demo cloud.
 *
 * @public
 */
export interface CloudObject {
  id: string;
  kind: ObjectKind;
  attributes: JsonObject;
  /** The request that created it: sent again, it creates no second object. */
  requestId?: string;
}

/**
 * Keeps the objects in memory and, if given a file, there too.
 *
 * Saving is synchronous, so that an answered request is a saved one and two
 * requests never write at the same time.
 */
export class ObjectStore {
  readonly #objects = new Map<string, CloudObject>();
  readonly #dataFile?: string;

  constructor(dataFile?: string) {
    this.#dataFile = dataFile;
    for (const object of load(dataFile)) {
      this.#objects.set(object.id, object);
    }
  }

  list(kind?: ObjectKind): CloudObject[] {
    return [...this.#objects.values()].filter(
      object => kind === undefined || object.kind === kind,
    );
  }

  get(kind: ObjectKind, id: string): CloudObject | undefined {
    const object = this.#objects.get(id);
    return object?.kind === kind ? object : undefined;
  }

  put(object: CloudObject): void {
    this.#objects.set(object.id, object);
    this.#save();
  }

  remove(id: string): void {
    this.#objects.delete(id);
    this.#save();
  }

  clear(): void {
    this.#objects.clear();
    this.#save();
  }

  #save(): void {
    if (!this.#dataFile) {
      return;
    }
    const draft = `${this.#dataFile}.tmp`;
    mkdirSync(dirname(this.#dataFile), { recursive: true });
    writeFileSync(
      draft,
      `${JSON.stringify({ objects: this.list() }, undefined, 2)}\n`,
      { mode: 0o600 },
    );
    renameSync(draft, this.#dataFile);
  }
}

function load(dataFile: string | undefined): CloudObject[] {
  if (!dataFile) {
    return [];
  }
  try {
    return JSON.parse(readFileSync(dataFile, 'utf8')).objects;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}
