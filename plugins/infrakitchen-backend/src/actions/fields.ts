import { infrakitchenUsePermission } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Zod } from './types';

/** An action that only looks. */
export const reads = {
  visibilityPermission: infrakitchenUsePermission,
  attributes: { readOnly: true, destructive: false, idempotent: true },
};

/** An action that changes something; `destructive` where what is there may go. */
export function changes(options: { destructive?: boolean } = {}) {
  return {
    visibilityPermission: infrakitchenUsePermission,
    attributes: {
      readOnly: false,
      destructive: options.destructive ?? false,
      idempotent: false,
    },
  };
}

/** Input fields that many actions have. */
export const fields = {
  id: (z: Zod, of: string) => z.string().uuid().describe(`Id of ${of}, a UUID`),
  /** MCP clients send numbers as text. */
  count: (z: Zod, limits: { min: number; max: number }) =>
    z.coerce.number().int().min(limits.min).max(limits.max),
  reason: (z: Zod) =>
    z
      .string()
      .max(2_000)
      .optional()
      .describe('Why, in a sentence; people read it when they decide'),
  /** Of lists: which records, and which page of them. */
  listed: (z: Zod, filters: readonly string[]) => ({
    filter: z
      .array(z.string().max(300))
      .max(50)
      .optional()
      .describe(
        `Conditions \`field=value\`; fields: ${filters.join(
          ', ',
        )}. The same field twice means either, different fields mean both`,
      ),
    q: z
      .string()
      .max(200)
      .optional()
      .describe('A part of the name, whatever its case'),
    cursor: fields.cursor(z),
  }),
  cursor: (z: Zod) =>
    z
      .string()
      .max(2_000)
      .optional()
      .describe('`nextCursor` of the answer before, for the next page'),
};

/** Output fields that many actions have. */
export const results = {
  nextCursor: (z: Zod) =>
    z
      .string()
      .optional()
      .describe('Pass it as `cursor` for more; absent on the last page'),
  totalItems: (z: Zod) =>
    z.number().optional().describe('How many there are on all pages'),
  template: (z: Zod) =>
    z
      .object({
        id: z.string().describe('Id of the template'),
        key: z.string().describe('Short name, unique'),
        name: z.string(),
        description: z.string().optional(),
        abstract: z
          .boolean()
          .describe(
            'Whether its resources only group others and have no module',
          ),
        enabled: z.boolean().describe('Whether resources of it can be created'),
        parentIds: z
          .array(z.string())
          .describe('Templates of which a resource needs one parent each'),
      })
      .passthrough(),
  version: (z: Zod) =>
    z
      .object({
        id: z.string().describe('Id of the version'),
        ref: z.string().describe('Tag or branch of the module'),
        lifecycle: z
          .string()
          .describe('preview, active, deprecated or archived'),
        enabled: z.boolean(),
        status: z.string().describe('`ok` where the module could be read'),
      })
      .passthrough(),
  resource: (z: Zod) =>
    z
      .object({
        id: z.string().describe('Id of the resource'),
        name: z.string(),
        state: z
          .string()
          .describe('provision, provisioned, destroy or destroyed'),
        status: z
          .string()
          .describe('ready, queued, in_progress, approval_pending, done, …'),
        revision: z.number().describe('Grows with each edit'),
      })
      .passthrough(),
  run: (z: Zod) =>
    z
      .object({
        id: z.string().describe('Id of the run'),
        resourceId: z.string(),
        resourceName: z.string(),
        kind: z.string().describe('dry_run, provision, update or destroy'),
        state: z
          .string()
          .describe(
            'queued, planning, awaiting_approval, applying, succeeded, no_changes, failed, needs_attention, …',
          ),
      })
      .passthrough(),
  project: (z: Zod) =>
    z
      .object({
        id: z.string().describe('Id of the project'),
        key: z.string(),
        name: z.string(),
        enabled: z.boolean(),
      })
      .passthrough(),
  workspace: (z: Zod) =>
    z
      .object({
        id: z.string().describe('Id of the workspace'),
        name: z.string(),
        status: z.string().describe('`error` where it takes no code'),
        problem: z
          .string()
          .optional()
          .describe('What is wrong, and what to do'),
      })
      .passthrough(),
  connection: (z: Zod) =>
    z
      .object({
        id: z.string().describe('Id of the connection'),
        kind: z.string(),
        provider: z.string(),
        name: z.string(),
        enabled: z.boolean(),
      })
      .passthrough(),
  requirement: (z: Zod) =>
    z
      .object({
        ruleName: z.string().describe('The approval rule that asks for it'),
        approvals: z.number().describe('How many people it asks for'),
        approvers: z
          .any()
          .describe('Who may approve: `refs` of users and groups, `roles`'),
        excluded: z
          .array(z.any())
          .describe('Who may not although they are approvers, and why'),
        why: z.array(z.string()).describe('Why the rule applies, in words'),
        given: z.number().optional().describe('Approvals that count so far'),
      })
      .passthrough(),
  runId: (z: Zod) =>
    z.string().describe('Id of the run; follow it with `get-run`'),
};
