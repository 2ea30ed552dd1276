import { readFileSync } from 'node:fs';
import path from 'node:path';
import type {
  InfrakitchenClient,
  ModuleAnalysis,
  Resource,
  ResourceInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { startBackendProcess } from '../../plugins/infrakitchen-backend/src/faults/__testUtils__/backendProcess';
import type { BenchmarkContext } from './benchmark';
import type { BenchDatabase } from './databases';
import { networkModule, networkValues, type World } from './world';

/** A portal, in a process of its own, with the template of a network. */
export interface BenchPortal {
  client: InfrakitchenClient;
  /** Folder of the portal's worker, with a folder for each run. */
  runsDirectory: string;
  analysis: ModuleAnalysis;
  commitSha: string;
  /** Makes a network that nothing was built for yet. */
  createNetwork(name: string, more?: Partial<ResourceInput>): Promise<Resource>;
  /** Memory of its process: the more, the longer it takes to start another one. */
  megabytes(): number;
}

/** Starts a portal and imports the module that is measured. */
export async function openPortal(
  context: BenchmarkContext,
  options: {
    world: World;
    database: BenchDatabase;
    /** Variables of its process, besides those of this one. */
    env?: Record<string, string>;
  },
): Promise<BenchPortal> {
  const { world, database } = options;
  const backend = await startBackendProcess({
    ...{ world, env: options.env },
    database: database.config,
  });
  context.defer(() => backend.stop());
  const { client, pid } = backend;
  const { template, version } = await client.importTemplate({
    template: { key: 'network', name: 'Network' },
    version: {
      repositoryUrl: world.repository,
      path: networkModule.path,
      refType: 'tag',
      ref: networkModule.ref,
    },
  });
  const { analysis, commitSha } = await client.getVersion(version.id);
  return {
    client,
    runsDirectory: path.join(world.directory, 'work', 'worker-0', 'runs'),
    analysis: analysis!,
    commitSha: commitSha!,
    createNetwork: (name, more) =>
      client.createResource({
        templateId: template.id,
        versionId: version.id,
        name,
        values: { ...networkValues, name },
        ...more,
      }),
    megabytes: () => residentMegabytes(pid),
  };
}

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024);
}
