import type { Knex } from 'knex';
import {
  validateKeptName,
  type Template,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { VersionStore } from '../versions';
import type { Inputs } from './inputs';
import type { NameContexts } from './NameContexts';
import { refuseValues } from './problems';
import type { ResourceRecord } from './types';
import type { ValuesService } from './ValuesService';

/** What a name is made of, before or after an edit. */
interface NameState {
  inputs: Pick<Inputs, 'versionId' | 'entries' | 'values'>;
  labels: string[];
  projectId: string | undefined;
  parentIds: string[];
}

/**
 * Names never change, so an edit must leave the values alone that the name
 * follows from.
 *
 * @throws InputError `name_convention`
 */
export async function assertNameKept(
  deps: { versions: VersionStore; values: ValuesService; naming: NameContexts },
  tx: Knex,
  { id, name }: Pick<ResourceRecord, 'id' | 'name'>,
  template: Pick<Template, 'id' | 'conventions'>,
  [before, after]: [NameState, NameState],
): Promise<void> {
  const { conventions } = template;
  if (!conventions.namePattern) {
    return;
  }
  const link = { id, name, templateId: template.id };
  const contextOf = await deps.naming.reader(
    conventions.namePattern,
    [before, after],
    tx,
  );
  const sideOf = async (state: NameState) => {
    const { versionId, entries, values } = state.inputs;
    const version = versionId
      ? await deps.versions.get(versionId, tx)
      : undefined;
    return {
      context: contextOf(state),
      values: await deps.values.resolve(
        { ...state, link, version, entries, values },
        { secrets: false, db: tx },
      ),
    };
  };
  refuseValues(
    validateKeptName(
      name,
      conventions,
      await sideOf(before),
      await sideOf(after),
    ),
  );
}
