import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { placeOptions, type PlaceOptions } from '../../place';

/** Own values; those of sensitive variables are secrets of the task. */
export const variablesSchema = makeFieldSchema({
  output: z =>
    z.object({
      values: z
        .record(z.any())
        .optional()
        .describe('Values by variable, without inherited and sensitive ones.'),
      sensitive: z
        .array(z.string())
        .optional()
        .describe(
          'Sensitive variables with a value, which is in the secret of the name of the field.',
        ),
    }),
  uiOptions: z =>
    z.object({
      ...placeOptions(z),
      nameField: z
        .string()
        .optional()
        .describe('Field with the name; `name` where absent.'),
      tagsField: z
        .string()
        .optional()
        .describe('Field with tags; `tags` where absent.'),
      configsField: z
        .string()
        .optional()
        .describe('Field with configs; `configs` where absent.'),
      connectionsField: z
        .string()
        .optional()
        .describe('Field with connections; `connections` where absent.'),
    }),
});

/** Options of the field. */
export interface VariablesOptions extends PlaceOptions {
  nameField?: string;
  tagsField?: string;
  configsField?: string;
  connectionsField?: string;
}
