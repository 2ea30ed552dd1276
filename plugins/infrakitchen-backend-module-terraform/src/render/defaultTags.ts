import {
  InfrakitchenError,
  type RequiredProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Block, Expression } from './hclWriter';
import { labelsOf } from './labels';

/** How the provider of a cloud takes tags for everything that it makes. @public */
export interface DefaultTagsRule {
  /** Source address, such as `hashicorp/aws`; of a public registry without its host. */
  provider: string;
  /**
   * Argument of the provider that takes them: `default_tags`, or
   * `default_tags.tags` where it is one of a block. Absent where there is none.
   */
  argument?: string;
  /** Whether the cloud takes labels: lower case, few characters. */
  labels?: boolean;
}

/** Providers that are known; what an operator says of one comes first. */
const known: DefaultTagsRule[] = [
  { provider: 'hashicorp/aws', argument: 'default_tags.tags' },
  { provider: 'hashicorp/google', argument: 'default_labels', labels: true },
  {
    provider: 'hashicorp/google-beta',
    argument: 'default_labels',
    labels: true,
  },
  { provider: 'azure/azapi', argument: 'default_tags' },
  { provider: 'datadog/datadog', argument: 'default_tags.tags' },
  { provider: 'infrakitchen/democloud', argument: 'default_tags' },
];

const PUBLIC_HOST = /^registry\.(terraform\.io|opentofu\.org)\//;
const ARGUMENT = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$/;

/** What the configuration of a provider says about tags; nothing without any. */
export function defaultTagsOf(
  provider: RequiredProvider,
  tags: Record<string, string>,
  rules: DefaultTagsRule[],
): Pick<Block, 'attributes' | 'blocks'> {
  const { argument, labels } = ruleOf(provider, rules) ?? {};
  if (argument === undefined || Object.keys(tags).length === 0) {
    return {};
  }
  const values = Expression.literal(labels ? labelsOf(tags) : sorted(tags));
  const [first, second] = argument.split('.');
  return second === undefined
    ? { attributes: [[first, values]] }
    : { blocks: [{ type: first, attributes: [[second, values]] }] };
}

/** Whether what a module makes has labels instead of tags. */
export function takesLabels(
  providers: RequiredProvider[],
  rules: DefaultTagsRule[],
): boolean {
  return providers.some(provider => ruleOf(provider, rules)?.labels === true);
}

/** @throws `default_tags_invalid` for what could not be written. */
export function assertRules(rules: DefaultTagsRule[]): void {
  const wrong = rules.find(
    ({ argument }) => argument !== undefined && !ARGUMENT.test(argument),
  );
  if (wrong) {
    throw new InfrakitchenError('InputError', {
      code: 'default_tags_invalid',
      message: `infrakitchen.engine.defaultTags: '${wrong.argument}' is no argument of the provider ${wrong.provider}; use a name, or a block and a name with a dot between`,
    });
  }
}

function ruleOf(
  { name, source }: RequiredProvider,
  rules: DefaultTagsRule[],
): DefaultTagsRule | undefined {
  const address = addressOf(source ?? `hashicorp/${name}`);
  return [...rules, ...known].find(
    rule => addressOf(rule.provider) === address,
  );
}

/** A source without a namespace is one of HashiCorp's. */
function addressOf(source: string): string {
  const address = source.toLowerCase().replace(PUBLIC_HOST, '');
  return address.includes('/') ? address : `hashicorp/${address}`;
}

function sorted(tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
