import {
  validateRules,
  type ModuleAnalysis,
  type ModuleVariable,
  type ValueError,
  type VariableRule,
  type VariableRules,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { type TemplateHierarchyStore, type TemplateStore } from '../templates';
import { refuseRules } from './problems';
import { checkReference, fault, type ReferenceFacts } from './checkReference';
import type { VersionsInUseStore } from './VersionsInUseStore';

/** Checks the rules of a version, also against other templates. */
export class RuleChecker {
  readonly #templates: TemplateStore;
  readonly #hierarchy: TemplateHierarchyStore;
  readonly #versions: VersionsInUseStore;

  constructor(options: {
    templates: TemplateStore;
    hierarchy: TemplateHierarchyStore;
    versions: VersionsInUseStore;
  }) {
    this.#templates = options.templates;
    this.#hierarchy = options.hierarchy;
    this.#versions = options.versions;
  }

  /** @throws InputError with the code of the first fault and all of them in its message. */
  async assertValid(
    tx: Knex,
    templateId: string,
    analysis: ModuleAnalysis,
    rules: VariableRules,
  ): Promise<void> {
    const { variables } = analysis;
    const surroundings = await this.#surroundingsOf(tx, templateId, rules);
    refuseRules([
      ...validateRules({ variables, rules }),
      ...variables.flatMap(variable =>
        Object.hasOwn(rules, variable.name)
          ? checkRule(variable, rules[variable.name], surroundings)
          : [],
      ),
    ]);
  }

  async #surroundingsOf(
    tx: Knex,
    templateId: string,
    rules: VariableRules,
  ): Promise<ReferenceFacts> {
    const ancestorIds = await this.#hierarchy.ancestorIds(templateId, tx);
    const referenced = Object.values(rules)
      .map(rule => rule.reference?.templateId)
      .filter(id => id !== undefined && ancestorIds.has(id));
    const templates = await this.#templates.getMany(
      [templateId, ...ancestorIds],
      tx,
    );
    const ids = [...new Set(referenced)] as string[];
    return {
      ancestorIds,
      templates: new Map(templates.map(template => [template.id, template])),
      versions: await this.#versions.inUse(ids, tx),
      samples: await this.#versions.outputSamples(ids, tx),
    };
  }
}

function checkRule(
  variable: ModuleVariable,
  rule: VariableRule,
  surroundings: ReferenceFacts,
): ValueError[] {
  const sensitive = variable.sensitive || rule.sensitive === true;
  const errors: ValueError[] = [];
  if (rule.unique && sensitive) {
    errors.push(
      fault(
        variable,
        'unique_sensitive',
        'is sensitive and cannot be unique: whether a value is taken would tell the value',
      ),
    );
  }
  if (rule.restricted && !hasSource(variable, rule, surroundings)) {
    errors.push(
      fault(
        variable,
        'restricted_without_source',
        'is restricted and required, but nothing gives it a value: add a default or a reference, or require a config of its name in the template or above it',
      ),
    );
  }
  return [
    ...errors,
    ...checkReference(variable, rule, sensitive, surroundings),
  ];
}

/** Whether a resource can have a value without setting it itself. */
function hasSource(
  variable: ModuleVariable,
  rule: VariableRule,
  { templates }: ReferenceFacts,
): boolean {
  const required = rule.required || !variable.hasDefault;
  return (
    !required ||
    (variable.hasDefault && variable.default !== null) ||
    rule.default !== undefined ||
    rule.reference !== undefined ||
    [...templates.values()].some(({ conventions }) =>
      conventions.requiredConfigs.includes(variable.name),
    )
  );
}
