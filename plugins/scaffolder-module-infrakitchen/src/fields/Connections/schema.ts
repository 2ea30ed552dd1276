import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import type { z as zod } from 'zod/v3';

type Zod = typeof zod;

/** How a field knows what is to be connected. */
export const connectionsOptions = (z: Zod) => ({
  template: z
    .string()
    .optional()
    .describe('Key of the template, which may allow some providers only.'),
  templateField: z
    .string()
    .optional()
    .describe('Field with the template; `template` where absent.'),
});

/** Connections by their names; the action takes them as they are. */
export const connectionsSchema = makeFieldSchema({
  output: z =>
    z.object({
      integrations: z
        .array(
          z.union([
            z.string(),
            z.object({ name: z.string(), alias: z.string().optional() }),
          ]),
        )
        .optional()
        .describe('Integrations by name, or as `name as alias`.'),
      secrets: z.array(z.string()).optional().describe('Secrets by name.'),
      storage: z
        .string()
        .optional()
        .describe('Name of the storage; the managed one where absent.'),
    }),
  uiOptions: z => z.object(connectionsOptions(z)),
});

/** Options of the field. */
export interface ConnectionsOptions {
  template?: string;
  templateField?: string;
}
