/** What a placeholder of a name pattern stands for. @public */
export type NamePlaceholder =
  | { kind: 'variable' | 'config' | 'tag'; name: string }
  /** Counts from 1. */
  | { kind: 'label'; position: number }
  | { kind: 'project' }
  /** Of the nearest resource above that is of the template with this key. */
  | { kind: 'output'; templateKey: string; output: string };

/** A piece of a name pattern: a text as it is, or a placeholder. @public */
export type NamePart =
  | { text: string }
  | { placeholder: NamePlaceholder; written: string };

const TOKEN = /\{([^{}]*)\}|([{}])|([^{}]+)/g;
const LITERAL = /^[A-Za-z0-9 _.-]+$/;
const VARIABLE = /^[A-Za-z_][\w-]*$/;
const ENTRY = /^[A-Za-z_][\w.:/-]*$/;
const OUTPUT = /^([a-z][a-z0-9_]*)\.([A-Za-z_][\w-]*)$/;
const LABEL = /^[1-9]\d?$/;

/** What may stand between the braces, for messages. */
export const PLACEHOLDERS =
  '{variable}, {config.NAME}, {tag.NAME}, {label.1}, {project.key} or ' +
  '{template_key.output}';

/**
 * Reads a name pattern. Without a dot a placeholder is a variable of the
 * module; `config.`, `tag.`, `label.` and `project.` come before a template
 * that happens to have such a key.
 *
 * @public
 */
export function parseNamePattern(pattern: string): {
  parts: NamePart[];
  /** Each a sentence about what is wrong with the pattern. */
  problems: string[];
} {
  const parts: NamePart[] = [];
  const problems: string[] = [];
  for (const [token, inside, brace, text] of pattern.matchAll(TOKEN)) {
    if (brace) {
      problems.push(
        brace === '{'
          ? 'a { is not closed; a placeholder is written {name}'
          : 'a } closes nothing; a placeholder is written {name}',
      );
    } else if (text !== undefined) {
      parts.push({ text });
      if (!LITERAL.test(text)) {
        problems.push(
          `${JSON.stringify(text)} cannot be part of a name; use letters, ` +
            `digits, blanks, '_', '.' and '-'`,
        );
      }
    } else {
      const placeholder = readPlaceholder(inside);
      if (placeholder) {
        parts.push({ placeholder, written: token });
      } else {
        problems.push(`${token} is no placeholder; use ${PLACEHOLDERS}`);
      }
    }
  }
  return { parts, problems: [...new Set(problems)] };
}

function readPlaceholder(inside: string): NamePlaceholder | undefined {
  const dot = inside.indexOf('.');
  if (dot < 0) {
    return VARIABLE.test(inside)
      ? { kind: 'variable', name: inside }
      : undefined;
  }
  const [space, name] = [inside.slice(0, dot), inside.slice(dot + 1)];
  switch (space) {
    case 'config':
    case 'tag':
      return ENTRY.test(name) ? { kind: space, name } : undefined;
    case 'label':
      return LABEL.test(name)
        ? { kind: 'label', position: Number(name) }
        : undefined;
    case 'project':
      return name === 'key' ? { kind: 'project' } : undefined;
    default: {
      const [, templateKey, output] = OUTPUT.exec(inside) ?? [];
      return output ? { kind: 'output', templateKey, output } : undefined;
    }
  }
}

/** Keys of the templates whose outputs a pattern uses. @public */
export function templateKeysIn(pattern: string | undefined): string[] {
  const keys = parseNamePattern(pattern ?? '').parts.flatMap(part =>
    'placeholder' in part && part.placeholder.kind === 'output'
      ? [part.placeholder.templateKey]
      : [],
  );
  return [...new Set(keys)];
}
