import type { EngineCommands } from './EngineCommands';
import type { RunFolder } from './RunFolder';
import type { RunSession } from './RunSession';
import type { StoredPlan } from './StoredPlan';
import type { RunExecutionDeps } from './types';

/** What the phases of one run share. */
export interface PhaseParts {
  deps: RunExecutionDeps;
  session: RunSession;
  commands: EngineCommands;
  folder: RunFolder;
  plan: StoredPlan;
}

/** A part of the way of one run. */
export abstract class Phase {
  protected readonly deps: RunExecutionDeps;
  protected readonly session: RunSession;
  protected readonly commands: EngineCommands;
  protected readonly folder: RunFolder;
  protected readonly plan: StoredPlan;

  constructor(parts: PhaseParts) {
    this.deps = parts.deps;
    this.session = parts.session;
    this.commands = parts.commands;
    this.folder = parts.folder;
    this.plan = parts.plan;
  }
}
