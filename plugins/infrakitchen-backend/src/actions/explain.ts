import {
  InfrakitchenError,
  isInfrakitchenError,
  type InfrakitchenErrorName,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** What helps after an error, by the end or all of its code. */
const nextSteps: Record<string, string> = {
  role_missing:
    'Do not try it again as this user: an admin of it has to give them the role',
  not_allowed:
    'Do not try it again as this user: the policy of the portal refuses it',
  service_unrestricted:
    'Call it on behalf of a user, or with a token whose accessRestrictions name the permission',
  service_cannot_approve: 'People approve, in the portal',
  template_not_found: 'Find the id with `list-templates`',
  version_not_found: 'Find the id with `list-template-versions`',
  version_missing: 'Choose a version with `list-template-versions`',
  resource_not_found: 'Find the id with `list-resources`',
  parent_not_found: 'Find parents with `list-resources`',
  parent_missing:
    'Find a provisioned parent with `list-resources` and a filter `templateId`',
  parent_not_provisioned: 'Provision the parent first, or choose another one',
  run_not_found: 'Find the id with `list-runs`',
  plan_not_found: 'Wait with `get-run` until it has a `planSummary`',
  project_not_found: 'Find the id with `list-projects`',
  workspace_not_found: 'Find the id with `list-workspaces`',
  cascade_not_found: 'Start one with `start-cascade`',
  stale_revision:
    'Read it again with `get-resource`, and send its `revision` with what you still mean',
  run_active: 'Follow that run with `get-run`, or stop it with `cancel-run`',
  name_taken: 'Choose another name',
  name_convention: 'See `naming` of `get-version-schema`',
  missing_value: 'See `get-version-schema` for what it takes',
  missing_values: 'See `get-version-schema` for what it takes',
  unknown_variable: 'See `get-version-schema` for what it takes',
  wrong_type: 'See `get-version-schema` for what it takes',
  not_an_option: 'See `get-version-schema` for what it takes',
  missing_tag: 'Give the tag with `tags`, or choose a parent that has it',
  missing_config:
    'Give the config with `configs`, or choose a parent that has it',
  has_living_children:
    'Destroy what is below first, or use `start-cascade` for all of it',
  wrong_state: 'See `actions` of `get-resource` for what is possible now',
  plan_stale: 'Read the new plan with `get-run-plan`',
  plan_changed: 'Read the new plan with `get-run-plan`',
};

/**
 * An error as an agent can use it: clients of MCP are told the message alone, so
 * what to do next and what it is about have to be in it.
 */
export function explain(error: unknown): unknown {
  if (!isInfrakitchenError(error)) {
    return error;
  }
  const { code, message, culprits, diagnostics } = error;
  const hint = error.hint ?? nextSteps[code];
  const about = culprits
    .slice(0, 10)
    .map(({ kind, name, id }) =>
      [kind, name && `'${name}'`, id].filter(Boolean).join(' '),
    );
  const details = [code, ...about].join('; ');
  return new InfrakitchenError(
    error.name as InfrakitchenErrorName,
    {
      code,
      message: `${[message, hint]
        .filter(text => text !== undefined)
        .map(text => text.replace(/\.$/, ''))
        .join('. ')}. [${details}]`,
      culprits,
      diagnostics,
      hint: error.hint,
    },
    error,
  );
}
