import type { JsonObject } from '@backstage/types';
import type { z as zod } from 'zod/v3';

type Zod = typeof zod;

/**
 * How a field knows what the resource is of and where it goes: it is told, or
 * it looks into other fields of the form.
 */
export const placeOptions = (z: Zod) => ({
  template: z.string().optional().describe('Key of the template.'),
  templateField: z
    .string()
    .optional()
    .describe('Field with the template; `template` where absent.'),
  version: z
    .string()
    .optional()
    .describe(
      'Id, tag or branch of the version; the newest active one where absent.',
    ),
  versionField: z
    .string()
    .optional()
    .describe('Field with the version; `version` where absent.'),
  parents: z
    .array(z.string())
    .optional()
    .describe('Parents, each as `template/name` or by its id.'),
  parentFields: z
    .array(z.string())
    .optional()
    .describe(
      'Fields with the parents; all fields `parent` and `parent_…` where absent.',
    ),
  projectField: z
    .string()
    .optional()
    .describe('Field with the project; `project` where absent.'),
});

/** What {@link placeOptions} reads. */
export interface PlaceOptions {
  template?: string;
  templateField?: string;
  version?: string;
  versionField?: string;
  parents?: string[];
  parentFields?: string[];
  projectField?: string;
}

/** What a form says about a resource, as it is written there. */
export interface WrittenPlace {
  template?: string;
  version?: string;
  parents: string[];
  /** Fields of parents that are still empty. */
  missing: string[];
  project?: string;
}

/** Reads it from the options of a field and the other fields. */
export function readPlace(
  options: PlaceOptions = {},
  formData: JsonObject = {},
): WrittenPlace {
  const textOf = (field: string) => {
    const value = formData[field];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const parentFields = options.parentFields ?? parentFieldsOf(formData);
  return {
    template: options.template ?? textOf(options.templateField ?? 'template'),
    version: options.version ?? textOf(options.versionField ?? 'version'),
    parents: [
      ...(options.parents ?? []),
      ...parentFields.flatMap(field => parentsIn(formData[field])),
    ],
    missing: parentFields.filter(
      field => parentsIn(formData[field]).length === 0,
    ),
    project: textOf(options.projectField ?? 'project'),
  };
}

function parentFieldsOf(formData: JsonObject): string[] {
  return Object.keys(formData).filter(
    field =>
      field === 'parent' || field === 'parents' || /^parent_/.test(field),
  );
}

/** One parent, or a list of them. */
function parentsIn(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter(
    (item): item is string => typeof item === 'string' && item !== '',
  );
}
