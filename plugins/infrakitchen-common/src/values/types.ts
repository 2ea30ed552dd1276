import type { JsonValue } from '@backstage/types';
import type {
  EffectiveEntry,
  EffectiveVariable,
  Entry,
  ModuleVariable,
  ProjectLink,
  Provenance,
  ResourceLink,
  ResourceState,
  ValueError,
  VariableRules,
  Values,
} from '../api';

/**
 * A tag or config as it was given: children inherit it unless it says
 * otherwise.
 *
 * @public
 */
export type GivenEntry = Pick<Entry, 'name' | 'value'> & Partial<Entry>;

/**
 * An output of an ancestor. A sensitive one without `value` exists, but is not
 * shown to whoever asks.
 *
 * @public
 */
export interface AncestorOutput {
  name: string;
  sensitive: boolean;
  value?: JsonValue;
  /** There will be another value, which only an apply can tell. */
  unknown?: boolean;
}

/**
 * A resource above the one whose values are resolved.
 *
 * @public
 */
export interface AncestorNode {
  link: ResourceLink;
  templateId: string;
  /** Name of the version that it was applied with, to be told. */
  version?: string;
  /** 1 for a parent; the smallest where several paths lead to the node. */
  distance: number;
  state: ResourceState;
  entries: { tags: readonly GivenEntry[]; configs: readonly GivenEntry[] };
  outputs: readonly AncestorOutput[];
}

/**
 * What the project of a resource hands down to it.
 *
 * @public
 */
export interface ProjectDefaults {
  link: ProjectLink;
  entries: { tags: readonly GivenEntry[]; configs: readonly GivenEntry[] };
}

/**
 * What is set on the resource itself.
 *
 * @public
 */
export interface OwnValues {
  /** The resource; absent while it is being created. */
  resource?: ResourceLink;
  tags: readonly GivenEntry[];
  configs: readonly GivenEntry[];
  /** Own values, also sensitive ones as far as they are known here. */
  values: Values;
  /**
   * Sensitive variables that have an own value which is not in `values`,
   * because it is not shown or not decrypted.
   */
  withheld?: readonly string[];
  /** Variables whose own value comes from a change that is not applied yet. */
  changed?: readonly string[];
}

/**
 * Everything that decides about the effective values of a resource.
 *
 * @public
 */
export interface ResolveInput {
  variables: readonly ModuleVariable[];
  rules: VariableRules;
  ancestors: readonly AncestorNode[];
  /** The project that the resource itself is in. */
  project?: ProjectDefaults;
  own: OwnValues;
}

/**
 * A value that would hold without the ones above it.
 *
 * @public
 */
export interface OverriddenValue {
  value?: JsonValue;
  /** The value exists, but is not known here. */
  withheld?: boolean;
  /** Nobody knows it before an apply; such a value is withheld as well. */
  unknown?: boolean;
  provenance: Provenance;
}

/**
 * A variable with its raw value. Not for the API: see {@link maskEffective}.
 *
 * @public
 */
export interface ResolvedVariable
  extends Omit<EffectiveVariable, 'value' | 'overridden'> {
  value?: JsonValue;
  /** The value exists, but is not known here. */
  withheld?: boolean;
  /** Nobody knows it before an apply; such a value is withheld as well. */
  unknown?: boolean;
  /** Nearest first. */
  overridden: OverriddenValue[];
}

/**
 * Effective values with raw, perhaps sensitive, values.
 *
 * @public
 */
export interface ResolvedValues {
  /** In the order of the module. */
  variables: ResolvedVariable[];
  tags: EffectiveEntry[];
  configs: EffectiveEntry[];
  errors: ValueError[];
}
