import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  compareResolved,
  newErrors,
  validateValues,
  type Conventions,
  type ImpactItem,
  type PreviousValues,
  type ResolvedValues,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { KeyRing } from '../crypto';
import {
  unsealApplied,
  type ResourceRecord,
  type StoredTarget,
  type Supposition,
  type TargetReader,
  type ValuesService,
  type ValueTarget,
} from '../resources';
import type { TemplateStore } from '../templates';
import type { Candidate, SupposedEdit } from './types';

/** After this many comparisons others have their turn. */
const TURN = 50;

/** One resource on both sides of an edit. */
interface Compared {
  resource: ResourceRecord;
  distance: number;
  before: ValueTarget;
  after: ValueTarget;
  setAnew?: string[];
}

/** What would be otherwise, and what has to be read to know. */
export interface Supposed {
  supposition: Supposition;
  /** Where values are inherited from that are not yet. */
  places: Pick<ValueTarget, 'parentIds' | 'projectId'>[];
}

/** Resolves resources as they are and as they would be, and tells what differs. */
export class ImpactComparer {
  readonly #targets: TargetReader;
  readonly #templates: TemplateStore;
  readonly #values: ValuesService;
  readonly #keys: KeyRing;

  constructor(options: {
    targets: TargetReader;
    templates: TemplateStore;
    values: ValuesService;
    keys: KeyRing;
  }) {
    this.#targets = options.targets;
    this.#templates = options.templates;
    this.#values = options.values;
    this.#keys = options.keys;
  }

  /** Of some candidates those whose inputs change, in their order. */
  async compare(
    candidates: Candidate[],
    supposed: Supposed,
  ): Promise<ImpactItem[]> {
    const distances = new Map(candidates.map(item => [item.id, item.distance]));
    const stored = await this.#targets.read([...distances.keys()]);
    return this.#compareAll(
      stored.map(({ resource, target }) => ({
        resource,
        distance: distances.get(resource.id)!,
        before: target,
        after: target,
      })),
      supposed,
    );
  }

  /** The edited resource, if its inputs change. */
  async compareItself(
    { resource }: StoredTarget,
    { before, after, setAnew }: SupposedEdit,
    supposed: Supposed,
  ): Promise<ImpactItem[]> {
    return this.#compareAll(
      [{ resource, distance: 0, before, after, setAnew }],
      supposed,
    );
  }

  async #compareAll(
    compared: Compared[],
    { supposition, places }: Supposed,
  ): Promise<ImpactItem[]> {
    const templates = await this.#templates.conventions(
      compared.map(({ resource }) => resource.templateId),
    );
    // Without secrets: what is told of one does not depend on its value.
    const resolve = await this.#values.resolver(
      [...compared.map(({ before }) => before), ...places],
      { secrets: false },
    );
    const items: ImpactItem[] = [];
    for (const [index, one] of compared.entries()) {
      if (index % TURN === TURN - 1) {
        await nextTurn();
      }
      const template = templates.get(one.resource.templateId)!;
      const item = this.#describe(one, template, [
        resolve(one.before),
        resolve(one.after, supposition),
      ]);
      items.push(...(item ? [item] : []));
    }
    return items;
  }

  #describe(
    { resource, distance, before, after, setAnew }: Compared,
    template: { name: string; conventions: Conventions },
    [was, is]: [ResolvedValues, ResolvedValues],
  ): ImpactItem | undefined {
    const { conventions } = template;
    const changes = compareResolved(was, is, {
      setAnew,
      matters: name =>
        resource.abstract || conventions.requiredConfigs.includes(name),
    });
    const previous = this.#lastProvisioned(resource);
    const errorsOf = (target: ValueTarget, resolved: ResolvedValues) =>
      validateValues({
        variables: target.version?.analysis?.variables ?? [],
        rules: target.version?.variableRules ?? {},
        resolved,
        ownValues: target.values,
        conventions,
        previous,
      });
    const errors = newErrors(errorsOf(before, was), errorsOf(after, is));
    if (changes.length === 0 && errors.length === 0) {
      return undefined;
    }
    const { id, name, templateId, state } = resource;
    return {
      resource: { id, name, templateId, templateName: template.name },
      state,
      distance,
      changes,
      errors,
    };
  }

  /** What frozen variables are held to, without secrets. */
  #lastProvisioned(resource: ResourceRecord): PreviousValues | undefined {
    const applied =
      resource.state === 'provisioned'
        ? unsealApplied(this.#keys, resource)
        : undefined;
    if (!applied) {
      return undefined;
    }
    const values = Object.fromEntries(
      Object.entries(applied.values).filter(
        ([name]) => !applied.sensitive.includes(name),
      ),
    );
    return { provisioned: true, values, effective: values };
  }
}
