import type { JsonValue } from '@backstage/types';
import type { RequiredProvider } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { blocksOf, Declaration } from './declarations';
import { error, warning } from './diagnostics';
import { expressionSource } from './expressions';
import type { Findings } from './variables';

/** What a module asks of the engine and its providers. */
export interface Requirements {
  requiredProviders: RequiredProvider[];
  requiredVersion?: string;
}

/** Reads the `terraform` blocks of a module. */
export function readRequirements(
  blocks: Declaration[],
  findings: Findings,
): Requirements {
  const providers = new Map<string, RequiredProvider>();
  let versions: string[] = [];
  let declared = false;
  const inOrder = [...blocks].sort(
    (a, b) => Number(a.override) - Number(b.override),
  );
  for (const block of inOrder) {
    const version = textOf(block.body.required_version);
    if (version !== undefined) {
      versions = block.override ? [version] : [...versions, version];
    }
    for (const group of blocksOf(block.body.required_providers)) {
      if (declared && !block.override) {
        findings.errors.push(
          error('The required providers are declared twice', block.position),
        );
      }
      declared = true;
      for (const [name, content] of Object.entries(group)) {
        if (name === '//') continue;
        providers.set(name, readProvider(name, content, block, findings));
      }
    }
  }
  return {
    requiredProviders: [...providers.values()].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    ),
    ...(versions.length > 0 && { requiredVersion: versions.join(', ') }),
  };
}

function readProvider(
  name: string,
  content: JsonValue | undefined,
  block: Declaration,
  findings: Findings,
): RequiredProvider {
  const [settings] = blocksOf(content);
  if (!settings) {
    const version = textOf(content);
    return { name, ...(version !== undefined && { version }) };
  }
  const aliases = aliasesOf(name, settings.configuration_aliases);
  if (aliases.length > 0) {
    findings.warnings.push(
      warning(
        `The provider "${name}" needs more than one configuration`,
        block.position,
        `The generated root module passes its default configuration for each of them: ${aliases.join(
          ', ',
        )}.`,
      ),
    );
  }
  const source = textOf(settings.source);
  const version = textOf(settings.version);
  return {
    name,
    ...(source !== undefined && { source }),
    ...(version !== undefined && { version }),
    ...(aliases.length > 0 && { aliases }),
  };
}

/** Aliases are written as `[aws.us, aws.eu]`. */
function aliasesOf(provider: string, value: JsonValue | undefined): string[] {
  const source = value === undefined ? '' : expressionSource(value);
  const found = source.matchAll(
    /([\p{ID_Start}_][\p{ID_Continue}-]*)\s*\.\s*([\p{ID_Start}_][\p{ID_Continue}-]*)/gu,
  );
  return [...found]
    .filter(([, name]) => name === provider)
    .map(([, , alias]) => alias)
    .sort();
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? expressionSource(value) : undefined;
}
