/** Who acted, in the words of the portal. @public */
export function actorText(actor: string, kind?: string): string {
  switch (kind) {
    // Which of the workers it was matters to operators only.
    case 'worker':
      return 'worker';
    case 'sweeper':
      return 'clean-up';
    default:
      break;
  }
  const [scheme, rest = ''] = splitOnce(actor, ':');
  if (!rest) {
    return actor;
  }
  if (scheme === 'plugin' || scheme === 'service' || scheme === 'external') {
    return `${rest} (${scheme})`;
  }
  const [namespace, name] = splitOnce(rest, '/');
  return namespace === 'default' && name ? name : rest;
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
