import type { Conventions, Culprit, Naming, ValueError, Values } from '../api';
import {
  CORRECT,
  fillEntry,
  fillFixed,
  fillFromValues,
  fillText,
  type Filled,
  type NameContext,
  type NameValues,
} from './fillPlaceholder';
import { ownMember } from './json';
import { quote } from './messages';
import { parseNamePattern, type NamePlaceholder } from './namePattern';

/**
 * What every name of a resource is like, whatever the convention of its template
 * asks for besides; a regular expression of any engine.
 *
 * @public
 */
export const resourceNamePattern =
  '^[A-Za-z0-9]([A-Za-z0-9 _.-]*[A-Za-z0-9])?$';

/** The most characters of the name of a resource. @public */
export const maxResourceName = 100;

const NAME = new RegExp(resourceNamePattern);

/**
 * The name that the convention asks for, or why there is none yet.
 *
 * @public
 */
export function expandNamePattern(
  pattern: string,
  values: NameValues,
  context: NameContext = {},
): { name?: string; errors: ValueError[] } {
  return fillPattern(
    pattern,
    placeholder =>
      fillFromValues(placeholder, values) ?? fillFixed(placeholder, context),
  );
}

/** Checks a name against the convention of its template. */
export function validateName(
  name: string,
  { namePattern }: Pick<Conventions, 'namePattern'>,
  values: NameValues,
  context?: NameContext,
): ValueError[] {
  if (!namePattern) {
    return [];
  }
  const { name: expected, errors } = expandNamePattern(
    namePattern,
    values,
    context,
  );
  if (expected === undefined || expected === name) {
    return errors;
  }
  return [
    nameError(
      `The name ${quote(name)} does not follow the naming convention ` +
        `${quote(namePattern)}: with the present values it must be ` +
        `${quote(expected)}.`,
    ),
  ];
}

/**
 * Refuses an edit that would make a name break the convention that it follows.
 * A name that breaks it already is for the report of violations: nobody could
 * mend it by an edit.
 *
 * @public
 */
export function validateKeptName(
  name: string,
  conventions: Pick<Conventions, 'namePattern'>,
  before: { values: NameValues; context: NameContext },
  after: { values: NameValues; context: NameContext },
): ValueError[] {
  const { namePattern } = conventions;
  const broken = validateName(name, conventions, after.values, after.context);
  if (
    broken.length === 0 ||
    validateName(name, conventions, before.values, before.context).length > 0
  ) {
    return [];
  }
  const { name: expected } = expandNamePattern(
    namePattern!,
    after.values,
    after.context,
  );
  return expected === undefined
    ? broken
    : [
        nameError(
          `The name ${quote(name)} cannot be changed, and follows the naming ` +
            `convention ${quote(
              namePattern!,
            )}. After this edit it would have ` +
            `to be ${quote(expected)}. Keep what the name is made of, or ` +
            `create another resource.`,
        ),
      ];
}

/**
 * What a form has to be told to suggest a name: the placeholders that it
 * cannot know by itself.
 *
 * @public
 */
export function describeNaming(pattern: string, context: NameContext): Naming {
  const fixed = parseNamePattern(pattern).parts.flatMap(part => {
    if (!('placeholder' in part) || part.placeholder.kind === 'label') {
      return [];
    }
    const filled = fillFixed(part.placeholder, context);
    return filled ? [{ placeholder: part.written, ...filled }] : [];
  });
  return { pattern, fixed };
}

/**
 * The name that a form may suggest for what is filled in so far.
 *
 * @param form - `values` are own values over inherited ones.
 *
 * @public
 */
export function suggestName(
  naming: Naming,
  form: {
    values: Values;
    tags: Readonly<Record<string, string>>;
    configs: Readonly<Record<string, string>>;
    labels: readonly string[];
  },
): { name?: string; errors: ValueError[] } {
  const fixed = new Map(naming.fixed.map(item => [item.placeholder, item]));
  return fillPattern(naming.pattern, (placeholder, written) => {
    const known = fixed.get(written);
    if (known) {
      return known.text === undefined
        ? { problem: known.problem ?? 'it is not known yet.' }
        : { text: known.text };
    }
    switch (placeholder.kind) {
      case 'variable':
        return fillText(
          ownMember(form.values, placeholder.name),
          `the variable ${quote(placeholder.name)}`,
        );
      case 'config':
      case 'tag': {
        const of = placeholder.kind === 'tag' ? form.tags : form.configs;
        return fillEntry(placeholder, ownMember(of, placeholder.name));
      }
      default:
        return (
          fillFixed(placeholder, { labels: form.labels }) ?? {
            problem: 'it is not known yet.',
          }
        );
    }
  });
}

function fillPattern(
  pattern: string,
  fill: (placeholder: NamePlaceholder, written: string) => Filled | undefined,
): { name?: string; errors: ValueError[] } {
  const { parts, problems } = parseNamePattern(pattern);
  const errors = new Map<string, ValueError>();
  const fail = (problem: string, culprits: Culprit[] = []) =>
    errors.set(
      problem,
      nameError(
        `The naming convention ${quote(
          pattern,
        )} cannot be followed: ${problem}`,
        culprits,
      ),
    );
  problems.forEach(problem => fail(`${problem}. ${CORRECT}`));
  const texts = parts.map(part => {
    if ('text' in part) {
      return part.text;
    }
    const filled = fill(part.placeholder, part.written);
    if (filled && 'text' in filled) {
      return filled.text;
    }
    fail(
      filled?.problem ?? `${part.written} is not known. ${CORRECT}`,
      culpritsOf(part.placeholder),
    );
    return '';
  });
  if (errors.size > 0) {
    return { errors: [...errors.values()] };
  }
  const name = texts.join('');
  if (NAME.test(name) && name.length <= maxResourceName) {
    return { name, errors: [] };
  }
  fail(
    `it gives ${quote(name)}, which is no name: a name has at most ` +
      `${maxResourceName} letters, digits, blanks, '_', '.' and '-', and begins and ` +
      `ends with a letter or digit. Change the values that it is made of.`,
  );
  return { errors: [...errors.values()] };
}

function culpritsOf(placeholder: NamePlaceholder): Culprit[] {
  switch (placeholder.kind) {
    case 'variable':
    case 'config':
    case 'tag':
      return [{ kind: placeholder.kind, name: placeholder.name }];
    case 'output':
      return [{ kind: 'output', name: placeholder.output }];
    default:
      return [];
  }
}

function nameError(message: string, culprits: Culprit[] = []): ValueError {
  const variable = culprits.find(({ kind }) => kind === 'variable')?.name;
  return {
    code: 'name_convention',
    message,
    ...(variable && { variable }),
    culprits: [{ kind: 'field', name: 'name' }, ...culprits],
  };
}
