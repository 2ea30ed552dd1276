import { mockServices } from '@backstage/backend-test-utils';
import { TerraformEngine } from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-terraform';
import type {
  VersionInput,
  VersionPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createRules } from '../../createRules';
import { KeyRing } from '../../crypto';
import { ProjectStore } from '../../projects';
import {
  ChangeStore,
  HierarchyStore,
  ResourceStore,
  TargetReader,
  ValuesService,
} from '../../resources';
import { GitSources } from '../../sources';
import type { TemplateStore } from '../../templates';
import {
  ann,
  createTemplateFixture,
} from '../../templates/__testUtils__/createTemplateFixture';
import { ModuleAnalyser } from '../ModuleAnalyser';
import { DefaultVersionService } from '../DefaultVersionService';
import { VersionStore } from '../VersionStore';
import { VersionWriter } from '../VersionWriter';

/** The stores that rules look into. */
function createRecordsOver(
  knex: Knex,
  stores: { templates: TemplateStore; versions: VersionStore },
) {
  const resources = new ResourceStore(knex);
  const hierarchy = new HierarchyStore(knex);
  const projects = new ProjectStore(knex);
  const keys = new KeyRing([{ id: 'test', secret: 'test'.repeat(10) }]);
  const values = new ValuesService({ resources, hierarchy, projects, keys });
  const changes = new ChangeStore(knex);
  const records = {
    ...{ ...stores, knex, resources, hierarchy, projects, changes, values },
  };
  return { ...records, targets: new TargetReader(records) };
}

/** Version services over a database, git repositories on disk and the real analysis. */
export async function createVersionFixture(
  knex: Knex,
  options: { workingDirectory: string; localRoot: string },
) {
  const { workingDirectory, localRoot } = options;
  const fixture = await createTemplateFixture(knex);
  const { history, templates, hierarchy, writer: templateWriter } = fixture;
  const sources = new GitSources({
    workingDirectory,
    allowedHosts: [],
    localRoots: [localRoot],
    timeoutMs: 20_000,
    logger: mockServices.logger.mock(),
  });
  const versions = new VersionStore(knex);
  const rules = createRules(
    createRecordsOver(knex, { templates, versions }),
    hierarchy,
  );
  const service = new DefaultVersionService({
    knex,
    versions,
    writer: new VersionWriter({ versions, templates, ...rules, history }),
    templates,
    templateWriter,
    comparer: rules.comparer,
    sources,
    analyser: new ModuleAnalyser({
      sources,
      engine: TerraformEngine.fromConfig(mockServices.rootConfig()),
      workingDirectory: join(workingDirectory, 'analysis'),
    }),
    history,
  });

  async function patchRules(
    id: string,
    variableRules: NonNullable<VersionPatch['variableRules']>,
  ) {
    return service.update(id, { variableRules }, ann);
  }

  /** What is left of analyses on disk. */
  async function leftovers(): Promise<string[]> {
    return readdir(join(workingDirectory, 'analysis')).catch(() => []);
  }

  return {
    sources,
    ...fixture,
    templateService: fixture.service,
    versions,
    service,
    patchRules,
    leftovers,
  };
}

export type VersionFixture = Awaited<ReturnType<typeof createVersionFixture>>;

/** A tag of a repository as the source of a version. */
export function tagOf(
  repositoryUrl: string,
  ref: string,
  input: Partial<VersionInput> = {},
): VersionInput {
  return { repositoryUrl, refType: 'tag', ref, ...input };
}
