import type { JsonObject, JsonValue } from '@backstage/types';
import {
  formatType,
  ModuleVariable,
  parseTypeExpression,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  RenderedModule,
  RenderedProviderBlock,
  RenderInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  Attribute,
  Block,
  commentText,
  Expression,
  writeBlocks,
} from './hclWriter';
import type { DefaultTagsRule } from './defaultTags';
import { chooseInputs } from './inputs';
import { portableName } from '../portableName';
import { moduleSource } from './moduleSource';
import {
  placeBlocks,
  providerBlocks,
  secretArgumentBlocks,
} from './providerBlocks';
import { renderReadme } from './readme';

const header = '# Written by InfraKitchen. Changes made here are lost.\n\n';
const moduleName = 'this';

/**
 * Renders the root module of a resource. The same input gives the same bytes.
 *
 * @param options - `defaultTags` is how providers take tags, besides those that
 * are known.
 *
 * @public
 */
export function renderModule(
  input: RenderInput,
  options: { defaultTags?: DefaultTagsRule[] } = {},
): RenderedModule {
  const canonical = withSortedKeys(input);
  return renderFiles(canonical, options, {
    readme: renderReadme(canonical),
    backend: [],
  });
}

/** What is told to people, which is different for a run and for a workspace. */
export interface Explanations {
  readme: string;
  /** Lines of a comment above the backend. */
  backend: string[];
}

/** The one way to render a root module, wherever it is for. */
export function renderFiles(
  input: RenderInput,
  options: { defaultTags?: DefaultTagsRule[] },
  explanations: Explanations,
): RenderedModule {
  const { defaultTags = [] } = options;
  const { variables, values } = chooseInputs(input, defaultTags);
  const files: RenderedModule = {
    'main.tf': mainFile(input, variables),
    'variables.tf': variablesFile(input, variables),
    'outputs.tf': outputsFile(input),
    'providers.tf': providersFile(input, defaultTags),
    'backend.tf': backendFile(input, explanations.backend),
    'terraform.tfvars.json': `${JSON.stringify(
      sortKeys(values),
      undefined,
      2,
    )}\n`,
    'README.md': explanations.readme,
  };
  if (input.lockFile !== undefined) {
    files['.terraform.lock.hcl'] = input.lockFile;
  }
  return files;
}

function file(blocks: Block[]): string {
  return blocks.length === 0
    ? header.trimEnd().concat('\n')
    : header + writeBlocks(blocks);
}

function mainFile(input: RenderInput, variables: ModuleVariable[]): string {
  const secret = new Set(input.sensitiveVariables);
  const ref = commentText(input.module.ref);
  const commit = commentText(input.module.commitSha);
  const block: Block = {
    type: 'module',
    labels: [moduleName],
    attributes: [['source', Expression.literal(moduleSource(input.module))]],
    moreAttributes: variables.map(({ name }) => [
      name,
      Expression.reference('var', rootName(name, secret)),
    ]),
    objects: providerConfigurations(input),
  };
  return `${header}# ${ref} is commit ${commit}\n${writeBlocks([block])}`;
}

/**
 * A module that wants several configurations of a provider must be given all
 * of them. To name one means to name every one.
 */
function providerConfigurations(input: RenderInput): Block['objects'] {
  const { requiredProviders } = input.module.analysis;
  const own = new Set(
    placeBlocks(input).map(
      ({ block, provider }) => `${provider.name}.${block.alias}`,
    ),
  );
  if (!requiredProviders.some(({ aliases = [] }) => aliases.length > 0)) {
    return [];
  }
  const attributes = requiredProviders.flatMap(({ name, aliases = [] }) =>
    [name, ...aliases.map(alias => `${name}.${alias}`)].map(
      (target): Attribute => [
        target,
        Expression.reference(...(own.has(target) ? target.split('.') : [name])),
      ],
    ),
  );
  return [{ name: 'providers', attributes }];
}

function variablesFile(
  input: RenderInput,
  variables: ModuleVariable[],
): string {
  const secret = new Set(input.sensitiveVariables);
  return file([
    ...variables.map(variable => {
      const attributes: Attribute[] = [];
      if (variable.description !== undefined) {
        attributes.push([
          'description',
          Expression.literal(variable.description),
        ]);
      }
      // The module fills in defaults of optional attributes itself.
      const type = formatType(parseTypeExpression(variable.type), {
        defaults: false,
      });
      attributes.push(['type', Expression.trusted(type)]);
      if (variable.sensitive || secret.has(variable.name)) {
        attributes.push(['sensitive', Expression.literal(true)]);
      }
      if (!variable.nullable) {
        attributes.push(['nullable', Expression.literal(false)]);
      }
      if (variable.ephemeral) {
        attributes.push(['ephemeral', Expression.literal(true)]);
      }
      const label = rootName(variable.name, secret);
      return { type: 'variable', labels: [label], attributes };
    }),
    ...secretArgumentBlocks(input),
  ]);
}

function rootName(name: string, secret: ReadonlySet<string>): string {
  return secret.has(name) ? portableName(name) : name;
}

function outputsFile({ module, sensitiveVariables }: RenderInput): string {
  const secret = new Set(sensitiveVariables);
  const outputs = [...module.analysis.outputs].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  return file(
    outputs.map(output => {
      const attributes: Attribute[] = [];
      if (output.description !== undefined) {
        attributes.push([
          'description',
          Expression.literal(output.description),
        ]);
      }
      attributes.push([
        'value',
        Expression.reference('module', moduleName, output.name),
      ]);
      if (output.sensitive || output.variables?.some(v => secret.has(v))) {
        attributes.push(['sensitive', Expression.literal(true)]);
      }
      return { type: 'output', labels: [output.name], attributes };
    }),
  );
}

function providersFile(
  input: RenderInput,
  defaultTags: DefaultTagsRule[],
): string {
  const { requiredProviders, requiredVersion } = input.module.analysis;
  const objects = requiredProviders.map(({ name, source, version }) => ({
    name,
    attributes: [
      ...(source === undefined
        ? []
        : [['source', Expression.literal(source)] as Attribute]),
      ...(version === undefined
        ? []
        : [['version', Expression.literal(version)] as Attribute]),
    ],
  }));
  const block: Block = {
    type: 'terraform',
    ...(requiredVersion !== undefined && {
      attributes: [['required_version', Expression.literal(requiredVersion)]],
    }),
    ...(objects.length > 0 && {
      blocks: [{ type: 'required_providers', objects }],
    }),
  };
  return file([
    ...(block.attributes || block.blocks ? [block] : []),
    ...providerBlocks(input, defaultTags),
  ]);
}

function backendFile({ backend }: RenderInput, comment: string[]): string {
  const attributes = Object.entries(backend.config)
    .filter(
      (entry): entry is [string, JsonValue] =>
        entry[1] !== undefined && entry[1] !== null,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]): Attribute => [name, Expression.literal(value)]);
  const blocks = writeBlocks([
    {
      type: 'terraform',
      blocks: [{ type: 'backend', labels: [backend.type], attributes }],
    },
  ]);
  return header + comment.map(line => `# ${line}\n`).join('') + blocks;
}

/** The same input, whatever the order that its parts came in. */
export function withSortedKeys<T extends RenderInput>(input: T): T {
  return {
    ...input,
    values: sortKeys(input.values),
    tags: sortKeys(input.tags),
    backend: sortKeys(input.backend),
    providers:
      input.providers &&
      [...input.providers]
        .map(({ secretArguments, ...block }) => ({
          ...(sortKeys(block as JsonObject) as typeof block),
          ...(secretArguments && {
            secretArguments: [...secretArguments].sort(),
          }),
        }))
        .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)),
  };
}

function orderOf({ localName, source, alias = '' }: RenderedProviderBlock) {
  return [localName, source, alias].join('\n');
}

function sortKeys<T extends JsonValue>(value: T): T;
function sortKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    return value.map(item => sortKeys(item));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => [key, sortKeys(item as JsonValue)]),
    );
  }
  return value;
}
