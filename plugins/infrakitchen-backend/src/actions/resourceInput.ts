import {
  integrationAliasPattern,
  maxResourceName,
  resourceNamePattern,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { fields } from './fields';
import type { Zod } from './types';

/** As the API's document has them, which actions do not pass by. */
const LABEL = /^[A-Za-z0-9]([A-Za-z0-9_.:/-]*[A-Za-z0-9])?$/;
const ENTRY_NAME = /^[A-Za-z_][A-Za-z0-9_.:/-]*$/;

/** Tags or configs of a resource or project. */
export function entries(z: Zod, what: string) {
  return z
    .array(
      z
        .object({
          name: z.string().max(128).regex(ENTRY_NAME).describe('Name'),
          value: z.string().max(2_000).describe('Value; no secret'),
          inheritedByChildren: z
            .boolean()
            .default(true)
            .describe('Whether what is below has it too; it does where absent'),
        })
        .strict(),
    )
    .max(100)
    .optional()
    .describe(what);
}

/** Own values, as the schema of the version describes them. */
export function values(z: Zod, what: string) {
  return z
    .record(z.any())
    .optional()
    .describe(
      `${what}, by the name of the variable; see \`schema\` of \`get-version-schema\`. No secrets: what an agent sends may be written down. A person enters those in the portal`,
    );
}

/** What a new resource is made of. */
export function resourceInput(z: Zod) {
  return z.object({
    templateId: fields.id(z, 'the template'),
    versionId: fields
      .id(z, 'the version; needed unless the template is abstract')
      .optional(),
    name: z
      .string()
      .max(maxResourceName)
      .regex(new RegExp(resourceNamePattern))
      .describe(
        'Unique among the living resources of the template; see `naming` of `get-version-schema` for the convention',
      ),
    description: z
      .string()
      .max(2_000)
      .optional()
      .describe('What it is for, in a sentence'),
    labels: z
      .array(z.string().min(1).max(63).regex(LABEL))
      .max(50)
      .optional()
      .describe('Words to find it by'),
    ownerRef: z
      .string()
      .max(300)
      .optional()
      .describe(
        'User or group that owns it, such as `group:default/shop`; the caller where absent, nobody where empty',
      ),
    projectId: fields
      .id(z, 'the project; that of the parents where absent')
      .optional(),
    workspaceId: fields
      .id(z, 'the repository for its code; that of its project where absent')
      .optional(),
    parentIds: z
      .array(z.string().uuid())
      .max(50)
      .optional()
      .describe(
        'Ids of its parents: one provisioned resource for each of `parentIds` of its template',
      ),
    tags: entries(z, 'Tags besides those that it inherits'),
    configs: entries(z, 'Configs besides those that it inherits'),
    values: values(z, 'Values of variables'),
    integrations: z
      .array(
        z
          .object({
            id: fields.id(z, 'an integration of `list-connections`'),
            alias: z
              .string()
              .max(63)
              .regex(new RegExp(integrationAliasPattern))
              .optional()
              .describe('Tells several of one provider apart'),
          })
          .strict(),
      )
      .max(20)
      .optional()
      .describe('Integrations that its runs sign in by'),
    secretIds: z
      .array(z.string().uuid())
      .max(20)
      .optional()
      .describe('Ids of secrets of `list-connections` that its runs are given'),
    storageId: fields
      .id(z, 'the storage for its state; the managed one where absent')
      .optional(),
  });
}
