/** Longer titles and descriptions are refused. */
const MAX_TITLE = 400;
const MAX_DESCRIPTION = 4000;
const CUT = '\n\n(cut, since Azure DevOps takes no more)\n';

export function fitTitle(title: string): string {
  return title.length > MAX_TITLE ? `${title.slice(0, MAX_TITLE - 1)}…` : title;
}

/** Cut before the hidden lines at its end, which are read again. */
export function fitDescription(body: string): string {
  if (body.length <= MAX_DESCRIPTION) {
    return body;
  }
  const lines = body.trimEnd().split('\n');
  const begin = lines.findLastIndex(line => !line.startsWith('[//]: #'));
  const markers = lines.slice(begin + 1).join('\n');
  const end = `${CUT}${markers ? `\n${markers}\n` : ''}`;
  return `${body.slice(0, MAX_DESCRIPTION - end.length)}${end}`;
}
