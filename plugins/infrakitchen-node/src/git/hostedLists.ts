import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { HostedRepository, HostPage } from './repositoryHost';

/** What vendors give at once at most. */
const PAGE_SIZE = 100;
const MAX_PAGES = 10;

/**
 * A page of repositories whose name contains a text, of a host that cannot
 * search. It reads some pages of the host and no more; the rest is for the
 * next call.
 *
 * @param read - reads a page of the host, counted from 1.
 * @param isWanted - leaves out what the integration is not for.
 * @public
 */
export async function repositoryPage(
  options: { query?: string; limit: number; cursor?: string },
  read: (page: number, size: number) => Promise<HostedRepository[]>,
  isWanted: (repository: HostedRepository) => boolean = () => true,
): Promise<HostPage<HostedRepository>> {
  const { query = '', limit, cursor = '1.0' } = options;
  const wanted = query.toLowerCase();
  const items: HostedRepository[] = [];
  const first = placeOf(cursor);
  for (let page = first.page; page < first.page + MAX_PAGES; page++) {
    const found = await read(page, PAGE_SIZE);
    const begin = page === first.page ? first.offset : 0;
    for (let offset = begin; offset < found.length; offset++) {
      if (items.length === limit) {
        return { items, nextCursor: `${page}.${offset}` };
      }
      const { [offset]: repository } = found;
      const name = repository.fullName.toLowerCase();
      if (name.includes(wanted) && isWanted(repository)) {
        items.push(repository);
      }
    }
    if (found.length < PAGE_SIZE) {
      return { items };
    }
  }
  return { items, nextCursor: `${first.page + MAX_PAGES}.0` };
}

function placeOf(cursor: string): { page: number; offset: number } {
  const [, page, offset] =
    /^([1-9][0-9]{0,6})\.([0-9]{1,3})$/.exec(cursor) ?? [];
  if (page === undefined) {
    throw new InfrakitchenError('InputError', {
      code: 'cursor_invalid',
      message: 'The cursor is not one of this list; begin it anew',
    });
  }
  return { page: Number(page), offset: Number(offset) };
}
