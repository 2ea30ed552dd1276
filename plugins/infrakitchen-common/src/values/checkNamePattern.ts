import type { ModuleOutput, ModuleVariable } from '../api';
import { listOf, quote } from './messages';
import { parseNamePattern, type NamePlaceholder } from './namePattern';
import { suggest } from './suggest';

/** What the pattern of a template may refer to. @public */
export interface NameSurroundings {
  /** Of each version in use; absent where there is none to tell. */
  versions?: readonly (readonly ModuleVariable[])[];
  /** Every template above, with the outputs of each version in use. */
  above: readonly {
    key: string;
    name: string;
    abstract: boolean;
    versions: readonly (readonly ModuleOutput[])[];
  }[];
}

/**
 * What is wrong with a name pattern, before any resource meets it; each a part
 * of a sentence that names the placeholder.
 *
 * @public
 */
export function checkNamePattern(
  pattern: string,
  surroundings: NameSurroundings,
): string[] {
  const { parts, problems } = parseNamePattern(pattern);
  const found = parts.flatMap(part => {
    const problem =
      'placeholder' in part && check(part.placeholder, surroundings);
    return problem
      ? [`${(part as { written: string }).written} ${problem}`]
      : [];
  });
  return [...problems, ...new Set(found)];
}

function check(
  placeholder: NamePlaceholder,
  surroundings: NameSurroundings,
): string | undefined {
  switch (placeholder.kind) {
    case 'variable':
      return checkVariable(placeholder.name, surroundings.versions);
    case 'output':
      return checkOutput(placeholder, surroundings.above);
    default:
      return undefined;
  }
}

/** What somebody means who leaves out what comes after the dot. */
const meant: Record<string, string> = {
  project: 'project.key',
  label: 'label.1',
  labels: 'label.1',
};

function checkVariable(
  name: string,
  versions: NameSurroundings['versions'],
): string | undefined {
  if (!versions) {
    return undefined;
  }
  const variables = versions.flat();
  const found = variables.filter(variable => variable.name === name);
  if (found.length === 0) {
    return versions.length === 0
      ? 'is a variable, and an abstract template has none'
      : `is no variable of a version in use${
          Object.hasOwn(meant, name)
            ? `; did you mean {${meant[name]}}?`
            : advice(name, [...new Set(variables.map(item => item.name))])
        }`;
  }
  if (found.every(({ sensitive }) => sensitive)) {
    return 'is sensitive and cannot be part of a name';
  }
  return found.every(({ schema }) => isStructure(schema.type))
    ? 'is not a string, number or bool and cannot be part of a name'
    : undefined;
}

function isStructure(type: unknown): boolean {
  const kinds = [type ?? []].flat();
  return (
    kinds.length > 0 &&
    kinds.every(kind => ['array', 'object', 'null'].includes(kind as string))
  );
}

function checkOutput(
  { templateKey, output }: Extract<NamePlaceholder, { kind: 'output' }>,
  above: NameSurroundings['above'],
): string | undefined {
  const template = above.find(({ key }) => key === templateKey);
  if (!template) {
    const keys = above.map(({ key }) => key);
    return `takes an output of a template with the key ${quote(
      templateKey,
    )}, and none above this one has it${advice(templateKey, keys, '.…')}`;
  }
  if (template.abstract) {
    return `takes an output of ${quote(
      template.name,
    )}, which is abstract and has none; use {config.NAME}`;
  }
  const outputs = template.versions.flat();
  const found = outputs.filter(({ name }) => name === output);
  if (found.length === 0) {
    const names = [...new Set(outputs.map(({ name }) => name))];
    return `takes an output of ${quote(
      template.name,
    )} that no version in use of it has${advice(output, names)}`;
  }
  return found.some(({ sensitive }) => sensitive)
    ? `takes a sensitive output of ${quote(
        template.name,
      )}, which cannot be part of a name`
    : undefined;
}

function advice(name: string, known: readonly string[], more = ''): string {
  const near = suggest(name, known).map(item => quote(`${item}${more}`));
  return near.length > 0 ? `; did you mean ${listOf(near, 'or')}?` : '';
}
