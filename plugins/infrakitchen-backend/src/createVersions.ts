import path from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Engine } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { AccessService } from './access';
import type { InfrakitchenConfig } from './config';
import type { Records } from './createRecords';
import type { Rules } from './createRules';
import type { GitSources } from './sources';
import type { TemplateWriter } from './templates';
import {
  AuthorizedVersionService,
  DefaultVersionService,
  ModuleAnalyser,
  VersionWriter,
  type VersionService,
} from './versions';
import { ModuleWatch, WatchedVersionStore } from './versions/watch';

/** Puts together versions as people manage them, and what looks for new ones. */
export function createVersions(options: {
  records: Records;
  rules: Rules;
  templateWriter: TemplateWriter;
  sources: GitSources;
  engine: Engine;
  settings: InfrakitchenConfig;
  access: AccessService;
  logger: LoggerService;
}): { versions: VersionService; watch: ModuleWatch } {
  const { records, rules, sources, engine, settings, logger } = options;
  const inner = new DefaultVersionService({
    ...{ ...records, ...rules, sources },
    templateWriter: options.templateWriter,
    writer: new VersionWriter({ ...records, ...rules }),
    analyser: new ModuleAnalyser({
      ...{ sources, engine },
      workingDirectory: path.join(settings.workingDirectory, 'analysis'),
    }),
  });
  return {
    versions: new AuthorizedVersionService({
      inner,
      access: options.access,
      history: records.history,
    }),
    watch: new ModuleWatch({
      ...{ ...records, sources, logger },
      store: new WatchedVersionStore(records.knex),
      versions: inner,
      settings: settings.versions,
    }),
  };
}
