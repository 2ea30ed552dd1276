import { hasMarker, withMarker } from './hiddenMarker';
import { HIDDEN, unlessFailed } from './hostCalls';

const PAGE_SIZE = 100;
/** A discussion that is longer gets a second comment of the same key. */
const MAX_PAGES = 10;

/**
 * Leaves the one comment of a key: changes the one that has its marker, or
 * writes it. A person may have copied the marker into a text of their own,
 * which is theirs to change alone.
 *
 * @param api - `list` reads a page of the host, counted from 1; `edit` fails
 * with `remote_denied` or `remote_not_found` for what others wrote.
 * @public
 */
export async function leaveComment<Id>(
  { key, body: text }: { key: string; body: string },
  api: {
    list(page: number, size: number): Promise<{ id: Id; body: string }[]>;
    edit(id: Id, body: string): Promise<void>;
    create(body: string): Promise<void>;
  },
): Promise<void> {
  const body = withMarker(text, key);
  for (let page = 1; page <= MAX_PAGES; page++) {
    const listed = await api.list(page, PAGE_SIZE);
    for (const found of listed.filter(at => hasMarker(at.body, key))) {
      const edit = async () => {
        await api.edit(found.id, body);
        return true;
      };
      if (await unlessFailed(HIDDEN, edit())) {
        return;
      }
    }
    if (listed.length < PAGE_SIZE) {
      break;
    }
  }
  await api.create(body);
}
