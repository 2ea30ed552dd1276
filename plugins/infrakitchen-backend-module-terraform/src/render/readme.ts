import type { RenderInput } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { commentText } from './hclWriter';
import { withoutSecrets } from './moduleSource';

/** Explains the generated folder of a run. */
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
| Module | ${text(withoutSecrets(module.repositoryUrl))} |
| Path | ${text(module.path || '.')} |
| Version | ${text(module.ref)} |
| Commit | ${text(module.commitSha)} |

Values are in \`terraform.tfvars.json\`. Sensitive values are not here; they
reach the engine through its environment.
`;
}

/**
 * Plain text: nothing in it is taken for markup, for a link or the name of
 * somebody, or ends a table cell.
 */
export function text(value: string): string {
  return commentText(value)
    .replace(
      /[\\`*_{}[\]()#+!|<>~&$@:=]/g,
      character => `&#${character.charCodeAt(0)};`,
    )
    .replace(/www\./gi, match => `${match.slice(0, 3)}&#46;`);
}
