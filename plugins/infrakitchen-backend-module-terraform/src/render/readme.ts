import type { RenderInput } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { commentText } from './hclWriter';

/** Explains the generated folder to whoever finds it in a repository. */
export function renderReadme({
  module,
  resourceName,
  templateKey,
}: RenderInput): string {
  return `# ${text(resourceName)}

This folder is written by InfraKitchen. Do not edit it: the next change of the
resource overwrites it. Change the resource in the portal instead.

| | |
| --- | --- |
| Resource | ${text(resourceName)} |
| Template | ${text(templateKey)} |
| Module | ${text(module.repositoryUrl)} |
| Path | ${text(module.path || '.')} |
| Version | ${text(module.ref)} |
| Commit | ${text(module.commitSha)} |

Values are in \`terraform.tfvars.json\`. Sensitive values are not here; they
reach the engine through its environment.
`;
}

/** Plain text: nothing in it is taken for markup or ends a table cell. */
function text(value: string): string {
  return commentText(value).replace(
    /[\\`*_{}[\]()#+!|<>~&$]/g,
    character => `&#${character.charCodeAt(0)};`,
  );
}
