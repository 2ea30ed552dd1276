import {
  secretArgumentVariable,
  type WorkspaceRenderInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { portableName } from '../portableName';
import { withoutSecrets } from './moduleSource';
import { placeBlocks } from './providerBlocks';
import { text } from './readme';

/** Explains a folder to somebody who has never heard of the portal. */
export function renderWorkspaceReadme(input: WorkspaceRenderInput): string {
  const { module, resourceName, templateKey } = input;
  return `# ${text(resourceName)}

The Terraform code of one resource, written by InfraKitchen.

**Do not edit these files.** Change the resource in the portal: it proposes the
change here by a pull request, with the plan. Merging approves that plan and
closing rejects it. What is changed by hand is found and shown as drift.

| | |
| --- | --- |
| Resource | ${text(resourceName)} |
| Template | ${text(templateKey)} |
| Module | ${text(withoutSecrets(module.repositoryUrl))} |
| Path | ${text(module.path || '.')} |
| Version | ${text(module.ref)} |
| Commit | ${text(module.commitSha)} |

## Files

| File | Holds |
| --- | --- |
| \`main.tf\` | The module, at exactly that commit |
| \`terraform.tfvars.json\` | The values of its variables, none of them sensitive |
| \`variables.tf\`, \`outputs.tf\` | What goes in and what comes out |
| \`providers.tf\` | The providers, as integrations and tags need them |
| \`backend.tf\` | Where the state is |
| \`.terraform.lock.hcl\` | The providers that were used, once they are known |

## Run it outside the portal

${steps(input)
  .map((step, index) => `${index + 1}. ${step}`)
  .join('\n')}

Only plan. What is applied outside, the portal learns of as drift at best.
`;
}

function steps(input: WorkspaceRenderInput): string[] {
  return [
    'Go to this folder, with Terraform or OpenTofu and git at hand. Git must be able to read the repository of the module.',
    stateStep(input),
    ...credentialSteps(input),
    ...variableSteps(input),
    'Run `terraform init`.',
    'Run `terraform plan`. The values in `terraform.tfvars.json` are read by themselves.',
  ];
}

function stateStep({ managedState, backend }: WorkspaceRenderInput): string {
  return managedState
    ? 'The portal keeps the state and lets in its own runs alone. Write a file `backend_override.tf` with `terraform { backend "local" {} }` to try the code with an empty state, and do not commit it. To use the real state, move the resource to another storage in the portal first.'
    : `Sign in to the \`${plain(
        backend.type,
      )}\` backend that \`backend.tf\` names. To leave the state alone, write a file \`backend_override.tf\` with \`terraform { backend "local" {} }\`, and do not commit it.`;
}

function credentialSteps({ credentials }: WorkspaceRenderInput): string[] {
  const { environment = [], files = [] } = credentials ?? {};
  return [
    ...given(
      'Runs find credentials in these environment variables; set your own',
      environment,
    ),
    ...given(
      'Runs find credentials in these files; put your own there, or name others in an override file, and do not commit them',
      files,
    ),
  ];
}

/** The variables whose values are not in any file. */
function variableSteps(input: WorkspaceRenderInput): string[] {
  const names = [
    ...input.sensitiveVariables.map(portableName),
    ...placeBlocks(input).flatMap(({ block }) =>
      (block.secretArguments ?? []).map(argument =>
        secretArgumentVariable(block, argument),
      ),
    ),
  ];
  return given(
    'Set these environment variables to the sensitive values, which are not written here',
    names.map(name => `TF_VAR_${name}`),
  );
}

function given(what: string, names: readonly string[]): string[] {
  const list = [...new Set(names)].sort().map(name => `\`${plain(name)}\``);
  return list.length > 0 ? [`${what}: ${list.join(', ')}.`] : [];
}

/** Nothing that could end the code that it is shown as. */
function plain(name: string): string {
  return name.replace(/[^\w./-]/g, '_');
}
