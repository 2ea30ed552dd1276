import type { Entry } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { z as zod } from 'zod/v3';
import { invalidInput } from './errors';

type Zod = typeof zod;

/** Inputs that say which resource an action is about. */
export const addressInput = {
  resourceId: (z: Zod) =>
    z
      .string({
        description: 'Id of the resource. Or give its template and name.',
      })
      .optional(),
  template: (z: Zod) =>
    z.string({ description: 'Key of the template, with `name`.' }).optional(),
  name: (z: Zod) =>
    z
      .string({ description: 'Name of the resource, with `template`.' })
      .optional(),
};

/** Parents of a resource. */
export const parentsInput = (description: string) => (z: Zod) =>
  z
    .array(
      z.union([
        z.string(),
        z.object({ template: z.string(), name: z.string() }),
      ]),
      { description },
    )
    .optional();

/** Why something is done. */
export const reasonInput = {
  reason: (z: Zod) =>
    z
      .string({ description: 'Why; shown with the run and in the history.' })
      .max(1800)
      .optional(),
};

/** How an action waits. */
export const waitInput = {
  timeout: (z: Zod) =>
    z
      .object(
        {
          days: z.number().optional(),
          hours: z.number().optional(),
          minutes: z.number().optional(),
          seconds: z.number().optional(),
        },
        {
          description:
            'How long to wait for the end of the run. The run goes on after that. Without it, as long as the run takes.',
        },
      )
      .strict()
      .optional(),
  cancelOnAbort: (z: Zod) =>
    z
      .boolean({
        description:
          'Whether the run is cancelled when the task is. Otherwise only the waiting ends.',
      })
      .optional(),
};

/** What every action with a run gives. */
export const runOutput = {
  resourceId: (z: Zod) => z.string({ description: 'Id of the resource.' }),
  runId: (z: Zod) =>
    z
      .string({ description: 'Id of the run; absent where none was needed.' })
      .optional(),
  runState: (z: Zod) =>
    z.string({ description: 'How the run ended.' }).optional(),
  state: (z: Zod) =>
    z.string({ description: 'State of the resource, such as `provisioned`.' }),
  status: (z: Zod) =>
    z.string({ description: 'Status of the resource, such as `done`.' }),
  outputs: (z: Zod) =>
    z.record(z.any(), {
      description: 'Outputs of the module by name, without sensitive ones.',
    }),
  planSummary: (z: Zod) =>
    z
      .record(z.number(), {
        description:
          'How many objects the plan creates, updates, deletes, replaces and reads, and how many outputs change.',
      })
      .optional(),
};

/** Tags or configs: a map, or a list that also says what children inherit. */
export const entriesInput = (description: string) => (z: Zod) =>
  z
    .union([
      z.record(z.string()),
      z.array(
        z.object({
          name: z.string(),
          value: z.string(),
          inheritedByChildren: z.boolean().optional(),
        }),
      ),
    ])
    .describe(description)
    .optional();

/** What a resource is connected by, as the fields of forms write it. */
export const connectionsInput = {
  integrations: (z: Zod) =>
    z
      .array(
        z.union([
          z.string(),
          z.object({
            name: z.string({ description: 'Name or id of the integration.' }),
            alias: z
              .string({
                description: 'Tells several of one provider apart.',
              })
              .optional(),
          }),
        ]),
        {
          description:
            'Integrations whose credentials its runs get: each its name or id, or `name as alias`; as an object where the name has an ` as ` itself.',
        },
      )
      .optional(),
  secrets: (z: Zod) =>
    z
      .array(z.string(), {
        description:
          'Secrets that its runs get as variables: each its name or id. No values.',
      })
      .optional(),
  storage: (z: Zod) =>
    z
      .string({
        description:
          'Name or id of the storage of its state. The managed one where absent.',
      })
      .optional(),
  workspace: (z: Zod) =>
    z
      .string({
        description:
          'Name or id of the workspace that its code is written to. That of the project where absent.',
      })
      .optional(),
};

/** Values by the name of their variable. */
export const valuesInput = (description: string) => (z: Zod) =>
  z.record(z.any()).describe(description).optional();

/** Sensitive values by the name of their variable, or the same as JSON. */
export type SensitiveValues = string | Record<string, unknown>;

/** Values that come from the secrets of a task, which are texts. */
export const sensitiveValuesInput = (description: string) => (z: Zod) =>
  z
    .union([z.string(), z.record(z.any())])
    .describe(description)
    .optional();

/** Reads them; what is wrong with them is told without any of it. */
export function readSensitiveValues(
  given: SensitiveValues | undefined,
): Record<string, unknown> {
  if (typeof given !== 'string') {
    return given ?? {};
  }
  try {
    const values: unknown = JSON.parse(given || '{}');
    if (values && typeof values === 'object' && !Array.isArray(values)) {
      return values as Record<string, unknown>;
    }
  } catch {
    // The message of the parser would quote the secret.
  }
  throw invalidInput(
    "'sensitiveValues' is not an object of values by the name of their variable; give it the secret of a field InfrakitchenVariables",
    'sensitiveValues',
  );
}

/** Tags or configs as the API takes them. */
export function toEntries(
  given:
    | Record<string, string>
    | { name: string; value: string; inheritedByChildren?: boolean }[]
    | undefined,
): Entry[] | undefined {
  if (!given) {
    return undefined;
  }
  const list = Array.isArray(given)
    ? given
    : Object.entries(given).map(([name, value]) => ({ name, value }));
  return list.map(entry => ({ inheritedByChildren: true, ...entry }));
}
