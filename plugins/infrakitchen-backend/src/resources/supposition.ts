import type {
  AncestorNode,
  ProjectDefaults,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AncestorRef } from './HierarchyStore';

/** What may be otherwise than stored: values resolve as if it were so. */
export interface Supposition {
  /** What ancestors would hand down, by id. */
  nodes?: ReadonlyMap<
    string,
    Partial<Pick<AncestorNode, 'entries' | 'outputs'>>
  >;
  /** By parent: itself and what would be above it. */
  lines?: ReadonlyMap<string, AncestorRef[]>;
  /** What projects would hand down, by id. */
  projects?: ReadonlyMap<string, ProjectDefaults['entries']>;
}

/** What a project hands down, or would. */
export function projectOf(
  id: string | undefined,
  projects: ReadonlyMap<string, ProjectDefaults>,
  supposition: Supposition,
): ProjectDefaults | undefined {
  const project = id ? projects.get(id) : undefined;
  const entries = project && supposition.projects?.get(project.link.id);
  return entries ? { ...project, entries } : project;
}
