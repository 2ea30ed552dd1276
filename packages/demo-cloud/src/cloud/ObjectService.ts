import { randomBytes } from 'node:crypto';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { KindDefinition } from '../kinds';
import { validateChange, validateNew } from './validation';
import { assertNameFree, assertReferencesExist, assertUnused } from './rules';
import { CloudObject, ObjectStore } from './store';

/** What can be done with the objects of the cloud, and under which rules. */
export class ObjectService {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  list(kind: KindDefinition): CloudObject[] {
    return this.#store.list(kind.kind);
  }

  read(kind: KindDefinition, id: string): CloudObject {
    const object = this.#store.get(kind.kind, id);
    if (!object) {
      throw new NotFoundError(`There is no ${kind.kind} with the id "${id}"`);
    }
    return object;
  }

  create(
    kind: KindDefinition,
    given: JsonObject,
    requestId?: string,
  ): CloudObject {
    const earlier = this.#createdBy(kind, requestId);
    if (earlier) {
      return earlier;
    }
    const attributes = validateNew(kind, given);
    assertReferencesExist(this.#store, kind, attributes);
    assertNameFree(this.#store, kind, attributes);
    const id = `${kind.idPrefix}-${randomBytes(6).toString('hex')}`;
    const object = {
      id,
      kind: kind.kind,
      requestId,
      attributes: computed(kind, id, attributes, given),
    };
    this.#store.put(object);
    return object;
  }

  update(kind: KindDefinition, id: string, given: JsonObject): CloudObject {
    const before = this.read(kind, id);
    const attributes = validateChange(kind, before.attributes, given);
    const object = {
      ...before,
      attributes: computed(kind, id, attributes, given),
    };
    this.#store.put(object);
    return object;
  }

  delete(kind: KindDefinition, id: string): void {
    const object = this.read(kind, id);
    assertUnused(this.#store, kind, object);
    this.#store.remove(id);
  }

  /** Changes an object behind everybody's back: no rule is checked. */
  tamper(kind: KindDefinition, id: string, changes: JsonObject): CloudObject {
    const object = this.read(kind, id);
    if (Object.hasOwn(changes, 'id')) {
      throw new ConflictError('The id of an object cannot be changed');
    }
    const tampered = {
      ...object,
      attributes: { ...object.attributes, ...changes },
    };
    this.#store.put(tampered);
    return tampered;
  }

  /** Removes an object behind everybody's back: no rule is checked. */
  forget(kind: KindDefinition, id: string): void {
    this.#store.remove(this.read(kind, id).id);
  }

  #createdBy(
    kind: KindDefinition,
    requestId: string | undefined,
  ): CloudObject | undefined {
    return requestId === undefined
      ? undefined
      : this.list(kind).find(object => object.requestId === requestId);
  }
}

function computed(
  kind: KindDefinition,
  id: string,
  attributes: JsonObject,
  given: JsonObject,
): JsonObject {
  const visible = Object.entries(attributes).filter(
    ([name]) => !kind.attributes[name]?.writeOnly,
  );
  return {
    ...Object.fromEntries(visible),
    ...kind.compute?.({ id, attributes, given }),
    id,
    urn: `urn:democloud:${attributes.region ?? 'global'}:${kind.kind}:${id}`,
    created_at: attributes.created_at ?? new Date().toISOString(),
  };
}
