import type { TemplateVersion } from '../api';

/** As short as git abbreviates commits. */
const SHORTEST_COMMIT = 4;

/**
 * Whether a search for a text finds a version: by a part of the tag or branch,
 * the path or the description, or by the beginning of the commit. The server
 * finds the same.
 *
 * @public
 */
export function versionMatches(
  version: Pick<TemplateVersion, 'ref' | 'path' | 'description' | 'commitSha'>,
  text: string,
): boolean {
  const { ref, path, description, commitSha } = version;
  const q = text.trim().toLocaleLowerCase('en-US');
  return (
    [ref, path, description].some(part =>
      part?.toLocaleLowerCase('en-US').includes(q),
    ) ||
    (q.length >= SHORTEST_COMMIT && Boolean(commitSha?.startsWith(q)))
  );
}
