import { createCascadeRows } from './cascadeRows';
import { createConnectionRows } from './connectionRows';
import { createGovernanceRows } from './governanceRows';
import { createProjectRows } from './projectRows';
import { createResourceRows } from './resourceRows';
import { createRowFixture, type RowWorld } from './rowFixture';
import type { Row } from './rowTypes';
import { createRunRows } from './runRows';
import { createTemplateRows } from './templateRows';
import { createWorkspaceRows } from './workspaceRows';

export * from './rowTypes';

/** How each operation that is no GET succeeds, and how it is refused. */
export function createMutationRows(world: RowWorld): Record<string, Row> {
  const fixture = createRowFixture(world);
  return {
    ...createTemplateRows(fixture),
    ...createResourceRows(fixture),
    ...createRunRows(fixture),
    ...createCascadeRows(fixture),
    ...createProjectRows(fixture),
    ...createGovernanceRows(fixture),
    ...createConnectionRows(fixture),
    ...createWorkspaceRows(fixture),
  };
}
