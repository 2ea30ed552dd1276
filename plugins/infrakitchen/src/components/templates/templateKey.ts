import { type Translate } from './translation';
/** A key that follows from a name: lower case, digits and underscores. */
export function keyFromName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .replace(/_+$/, '')
    .slice(0, 63);
}

/** What is wrong with a key, or nothing. */
export function keyProblem(t: Translate, key: string): string | undefined {
  if (key === '') {
    return t('templateKey.theTemplateNeedsAKey');
  }
  return /^[a-z][a-z0-9_]*$/.test(key) && key.length <= 63
    ? undefined
    : t('templateKey.aKeyHasLowerCase');
}

/** Name for a template, from the module's folder or repository. */
export function nameFromModule(repositoryUrl: string, path: string): string {
  const last = (path || repositoryUrl)
    .replace(/\.git$/, '')
    .split(/[/:]/)
    .filter(Boolean)
    .pop();
  const words = (last ?? '')
    .replace(/^(terraform|tofu|tf)[-_]/, '')
    .split(/[-_. ]+/)
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
