import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import {
  canonicalJson,
  InfrakitchenError,
  type ResolvedValues,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { resourceCulprit } from './types';
import { UniqueValueStore } from './UniqueValueStore';

const reserved = new UniqueValueStore();

/** A value that must be unique in its template. */
export interface UniqueValue {
  variable: string;
  hash: string;
}

/**
 * The values that must be unique. Sensitive ones are none of them: the hash of
 * a short secret could be searched.
 */
export function uniqueHashes(
  version: Pick<TemplateVersion, 'variableRules'> | undefined,
  variables: ResolvedValues['variables'],
): UniqueValue[] {
  const rules = version?.variableRules ?? {};
  return variables
    .filter(
      variable =>
        Object.hasOwn(rules, variable.name) &&
        rules[variable.name].unique &&
        !variable.sensitive &&
        variable.isSet &&
        variable.value !== null &&
        variable.value !== undefined,
    )
    .map(variable => ({
      variable: variable.name,
      hash: createHash('sha256')
        .update(canonicalJson(variable.value!))
        .digest('hex'),
    }));
}

/** @throws ConflictError `not_unique` that names the variable and its holder. */
export async function assertUnique(
  db: Knex,
  resource: { id: string; templateId: string },
  values: UniqueValue[],
): Promise<void> {
  const [taken] = await reserved.otherHolders(db, resource, values);
  if (taken) {
    throw new InfrakitchenError('ConflictError', {
      code: 'not_unique',
      message: `The value of '${taken.variable}' must be unique, and '${taken.name}' has it already`,
      culprits: [
        { kind: 'variable', name: taken.variable },
        resourceCulprit(taken),
      ],
    });
  }
}

/** The error of a value that another resource took at the same moment. */
export function notUnique(
  resource: { id?: string; name: string },
  cause: unknown,
): InfrakitchenError {
  return new InfrakitchenError(
    'ConflictError',
    {
      code: 'not_unique',
      message: `'${resource.name}' has a value that must be unique and that another resource of the template has`,
      culprits: resource.id
        ? [{ kind: 'resource', id: resource.id, name: resource.name }]
        : [],
    },
    cause,
  );
}
