import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  Culprit,
  ModuleVariable,
  VariableRule,
  VersionFinding,
} from '../api';
import { isBlank, jsonEquals, ownMember } from '../values/json';
import { quote, showValue } from '../values/messages';
import { acceptsType, parseTypeExpression } from '../values/typeLanguage';
import { compareRules } from './compareRules';
import { finding, type ComparedVersion } from './findings';

interface Side {
  variable: ModuleVariable;
  rule: VariableRule;
}

/** What differs in the variables of two versions and in their rules. */
export function compareVariables(
  before: ComparedVersion,
  after: ComparedVersion,
): VersionFinding[] {
  const old = sidesOf(before);
  const now = sidesOf(after);
  return [
    ...[...now.values()].flatMap(side => {
      const previous = old.get(side.variable.name);
      return previous ? changes(previous, side) : [added(side)];
    }),
    ...[...old.values()]
      .filter(({ variable }) => !now.has(variable.name))
      .map(({ variable: { name, type } }) =>
        finding('variable_removed', 'breaking', name, {
          before: type,
          message: `The variable ${quote(
            name,
          )} is gone. A resource that sets it must drop the value.`,
          culprits: culprit(name),
        }),
      ),
  ];
}

function sidesOf({ analysis, variableRules }: ComparedVersion) {
  return new Map<string, Side>(
    (analysis?.variables ?? []).map(variable => [
      variable.name,
      { variable, rule: ownMember(variableRules, variable.name) ?? {} },
    ]),
  );
}

function added({ variable, rule }: Side): VersionFinding {
  const { name, type } = variable;
  return mustBeSet({ variable, rule })
    ? finding('variable_added', 'breaking', name, {
        after: type,
        message: `The variable ${quote(
          name,
        )} is new and required. Every resource must get a value for it.`,
        culprits: culprit(name),
      })
    : finding('variable_added', 'notice', name, {
        after: type,
        message: `The variable ${quote(name)} is new and need not be set.`,
      });
}

/** Whether a resource without an own value would have none at all. */
function mustBeSet({ variable, rule }: Side): boolean {
  if (rule.default !== undefined || rule.reference !== undefined) {
    return false;
  }
  return (
    !variable.hasDefault ||
    (rule.required === true && isBlank((variable.default ?? null) as JsonValue))
  );
}

function changes(before: Side, after: Side): VersionFinding[] {
  const { name } = after.variable;
  const findings: VersionFinding[] = [...typeChange(before, after)];
  if (mustBeSet(after) && !mustBeSet(before)) {
    findings.push(
      finding('variable_required', 'breaking', name, {
        before: defaultOf(before),
        after: 'required',
        message: `The variable ${quote(
          name,
        )} has become required. A resource that does not set it must.`,
        culprits: culprit(name),
      }),
    );
  } else if (defaultOf(before) !== defaultOf(after)) {
    findings.push(
      finding('default_changed', 'notice', name, {
        before: defaultOf(before),
        after: defaultOf(after),
        message: `The variable ${quote(
          name,
        )} has another default. A resource that does not set it gets the new value.`,
      }),
    );
  }
  return [
    ...findings,
    ...nullability(before.variable, after.variable),
    ...sensitivity(before, after),
    ...compareRules(name, before.rule, after.rule),
  ];
}

function typeChange(before: Side, after: Side): VersionFinding[] {
  const { name } = after.variable;
  const [old, now] = [before.variable.type, after.variable.type];
  const [oldSchema, newSchema] = [before, after].map(
    side => side.variable.schema as JsonObject,
  );
  if (jsonEquals(oldSchema, newSchema)) {
    return [];
  }
  const shown = { before: old, after: now };
  return accepts(now, old)
    ? [
        finding('type_changed', 'notice', name, {
          ...shown,
          message: `The type of the variable ${quote(
            name,
          )} takes all that the old one took, and more.`,
        }),
      ]
    : [
        finding('type_narrowed', 'breaking', name, {
          ...shown,
          message: `The type of the variable ${quote(
            name,
          )} does not take all that the old one took.`,
          culprits: culprit(name),
        }),
      ];
}

function accepts(target: string, source: string): boolean {
  try {
    return acceptsType(
      parseTypeExpression(target),
      parseTypeExpression(source),
    );
  } catch {
    // What cannot be read cannot be trusted to take the same values.
    return false;
  }
}

function nullability(
  before: ModuleVariable,
  after: ModuleVariable,
): VersionFinding[] {
  const { name } = after;
  if (before.nullable === after.nullable) {
    return [];
  }
  const shown = {
    before: before.nullable ? 'nullable' : 'not nullable',
    after: after.nullable ? 'nullable' : 'not nullable',
  };
  return after.nullable
    ? [
        finding('nullability_changed', 'notice', name, {
          ...shown,
          message: `The variable ${quote(name)} may be null now.`,
        }),
      ]
    : [
        finding('nullability_changed', 'breaking', name, {
          ...shown,
          message: `The variable ${quote(
            name,
          )} must not be null any more. A resource that sets null must change it.`,
          culprits: culprit(name),
        }),
      ];
}

function sensitivity(before: Side, after: Side): VersionFinding[] {
  const { name } = after.variable;
  const [old, now] = [isSensitive(before), isSensitive(after)];
  return old === now
    ? []
    : [
        finding('sensitivity_changed', 'notice', name, {
          before: old ? 'sensitive' : 'not sensitive',
          after: now ? 'sensitive' : 'not sensitive',
          message: now
            ? `The variable ${quote(
                name,
              )} is sensitive now: its value is encrypted and shown no more, and no config can give it.`
            : `The variable ${quote(
                name,
              )} is not sensitive any more: values that are set from now on are shown.`,
        }),
      ];
}

function isSensitive({ variable, rule }: Side): boolean {
  return variable.sensitive || rule.sensitive === true;
}

/** Nothing that is sensitive may show. */
function defaultOf(side: Side): string {
  const { variable, rule } = side;
  if (rule.default === undefined && !variable.hasDefault) {
    return 'no default';
  }
  return isSensitive(side)
    ? 'a sensitive default'
    : showValue((rule.default ?? variable.default ?? null) as JsonValue);
}

function culprit(name: string): Culprit[] {
  return [{ kind: 'variable', name }];
}
