import {
  InfrakitchenError,
  type Culprit,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

const MAX_LENGTH = 63;

/**
 * Tags as labels, which have lower case letters, digits, `_` and `-` alone.
 * What is not one of these becomes `_`; nothing is cut off or put together, as
 * nobody would find it again.
 *
 * @throws `tag_not_label` for a name that cannot become one, for a text that is
 * too long, and for two tags that become the same label.
 */
export function labelsOf(tags: Record<string, string>): Record<string, string> {
  const labels = new Map<string, { value: string; tag: string }>();
  for (const tag of Object.keys(tags).sort()) {
    const name = labelText(tag);
    const value = labelText(tags[tag]);
    if (!/^[a-z]/.test(name)) {
      throw notLabel(tag, 'its name does not begin with a letter');
    }
    if (name.length > MAX_LENGTH || value.length > MAX_LENGTH) {
      throw notLabel(tag, `it is longer than ${MAX_LENGTH} characters`);
    }
    const other = labels.get(name);
    if (other && other.value !== value) {
      throw notLabel(
        tag,
        `it would be '${name}', and so would the tag '${other.tag}'`,
        other.tag,
      );
    }
    labels.set(name, { value, tag });
  }
  return Object.fromEntries(
    Array.from(labels, ([name, { value }]) => [name, value]),
  );
}

function labelText(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9_-]/gu, '_');
}

function notLabel(
  tag: string,
  why: string,
  ...others: string[]
): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'tag_not_label',
    message: `The tag '${tag}' cannot become a label of the cloud: ${why}. Rename it, or shorten it`,
    culprits: [tag, ...others].map((name): Culprit => ({ kind: 'tag', name })),
  });
}
