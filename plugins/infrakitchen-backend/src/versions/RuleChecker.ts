import {
  validateRules,
  type ModuleAnalysis,
  type ModuleOutput,
  type ModuleVariable,
  type Template,
  type ValueError,
  type VariableRule,
  type VariableRules,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import {
  templateCulprit,
  type TemplateHierarchy,
  type TemplateStore,
} from '../templates';
import { nearMatches } from '../sources';
import { refuseRules } from './problems';
import type { VersionStore } from './VersionStore';

/** What a rule is checked against besides its variable. */
interface Surroundings {
  /** The template and everything above it. */
  templates: Map<string, Template>;
  /** Ids of everything above the template. */
  ancestorIds: Set<string>;
  outputs: Map<string, ModuleOutput[]>;
}

/** Checks the rules of a version, also against other templates. */
export class RuleChecker {
  readonly #templates: TemplateStore;
  readonly #hierarchy: TemplateHierarchy;
  readonly #versions: VersionStore;

  constructor(options: {
    templates: TemplateStore;
    hierarchy: TemplateHierarchy;
    versions: VersionStore;
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
  ): Promise<Surroundings> {
    const ancestorIds = await this.#hierarchy.ancestorIds(templateId, tx);
    const referenced = Object.values(rules)
      .map(rule => rule.reference?.templateId)
      .filter(id => id !== undefined && ancestorIds.has(id));
    const templates = await this.#templates.getMany(
      [templateId, ...ancestorIds],
      tx,
    );
    const outputs = await this.#versions.outputsOf(
      [...new Set(referenced)] as string[],
      tx,
    );
    return {
      ancestorIds,
      outputs,
      templates: new Map(templates.map(template => [template.id, template])),
    };
  }
}

function checkRule(
  variable: ModuleVariable,
  rule: VariableRule,
  surroundings: Surroundings,
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
  { templates }: Surroundings,
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

function checkReference(
  variable: ModuleVariable,
  { reference }: VariableRule,
  sensitive: boolean,
  { ancestorIds, templates, outputs }: Surroundings,
): ValueError[] {
  if (!reference) {
    return [];
  }
  const { templateId, output: name } = reference;
  const template = templates.get(templateId);
  if (!template || !ancestorIds.has(templateId)) {
    return [
      fault(
        variable,
        'reference_not_ancestor',
        `takes an output of ${
          template ? `'${template.name}'` : `the template '${templateId}'`
        }, which is not above this template`,
        { kind: 'template', id: templateId, name: template?.name },
      ),
    ];
  }
  const known = outputs.get(templateId) ?? [];
  const found = known.filter(output => output.name === name);
  if (found.length === 0) {
    const near = nearMatches(name, [...new Set(known.map(o => o.name))]);
    const advice =
      near.length > 0
        ? `; did you mean ${near.map(n => `'${n}'`).join(' or ')}?`
        : '';
    return [
      fault(
        variable,
        'output_not_found',
        `takes the output '${name}' of '${template.name}', which no version of it has${advice}`,
        templateCulprit(template),
        { kind: 'output', name },
      ),
    ];
  }
  if (!sensitive && found.some(output => output.sensitive)) {
    return [
      fault(
        variable,
        'sensitive_output',
        `takes the sensitive output '${name}' of '${template.name}', but is not sensitive itself; mark it as sensitive`,
        templateCulprit(template),
        { kind: 'output', name },
      ),
    ];
  }
  return [];
}

function fault(
  { name }: ModuleVariable,
  code: string,
  complaint: string,
  ...culprits: NonNullable<ValueError['culprits']>
): ValueError {
  return {
    code,
    message: `The variable '${name}' ${complaint}${
      complaint.endsWith('?') ? '' : '.'
    }`,
    variable: name,
    culprits: [{ kind: 'variable', name }, ...culprits],
  };
}
