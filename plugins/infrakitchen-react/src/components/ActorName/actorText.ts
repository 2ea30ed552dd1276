import type { TranslationFunction } from '@backstage/frontend-plugin-api';
import { english, type actorNameTranslationRef } from './translation';

/** What ids of services begin with. */
const services = ['plugin', 'service', 'external'];

/**
 * Who acted, in the words of the portal.
 *
 * @param t - of `actorNameTranslationRef`; English without it.
 * @public
 */
export function actorText(
  actor: string,
  kind?: string,
  t: TranslationFunction<typeof actorNameTranslationRef.T> = english,
): string {
  switch (kind) {
    // Which of the workers it was matters to operators only.
    case 'worker':
      return t('actor.worker');
    case 'sweeper':
      return t('actor.sweeper');
    default:
      break;
  }
  const [scheme, rest = ''] = splitOnce(actor, ':');
  if (!rest) {
    return actor;
  }
  if (services.includes(scheme)) {
    return `${rest} (${scheme})`;
  }
  const [namespace, name] = splitOnce(rest, '/');
  return namespace === 'default' && name ? name : rest;
}

/** Whether it was somebody whom the catalog may know. */
export function isEntity(actor: string, kind = 'user'): boolean {
  const [scheme, rest = ''] = splitOnce(actor, ':');
  const [namespace, name] = splitOnce(rest, '/');
  return (
    kind === 'user' &&
    !services.includes(scheme) &&
    Boolean(scheme && namespace && name)
  );
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
