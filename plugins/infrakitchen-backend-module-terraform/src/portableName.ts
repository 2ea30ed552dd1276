import { createHash } from 'node:crypto';

/**
 * The name of a sensitive variable in the root module. Its value travels
 * through the environment, and the shell that supervises the engine drops what
 * it could not name itself, such as `db-password` or `größe`. The digest keeps
 * names apart that would otherwise become the same.
 */
export function portableName(name: string): string {
  if (/^\w+$/.test(name)) {
    return name;
  }
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.replace(/\W/gu, '_')}_${digest}`;
}
