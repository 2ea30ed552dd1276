import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import type { TemplateVersion } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  useVersions,
  type InfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { aVersion, renderPage } from '../../__testUtils__';
import { VersionSelect } from './VersionSelect';

/** The newest, of which one has a commit of its own. */
const newest = Array.from({ length: 12 }, (_, i) =>
  aVersion({
    id: `new-${i}`,
    ref: `v2.${i}.0`,
    commitSha: (i === 3 ? 'beef' : 'f00d').padEnd(40, '0'),
    createdAt: `2026-11-02T10:00:${10 + i}Z`,
  }),
);
const oldest = aVersion({
  id: '0c8a5d0e-6a4f-4b53-9d7b-0b4f5c1c7e11',
  ref: 'v1.0.0',
  createdAt: '2026-11-01T10:00:00Z',
});

function fakeApi(nextCursor: string | undefined) {
  return {
    listVersions: jest.fn(
      async (
        _: string,
        { q }: { q?: string } = {},
      ): Promise<{ items: TemplateVersion[]; nextCursor?: string }> => {
        if (q === 'away') {
          throw new Error('it is away');
        }
        return q
          ? { items: [oldest].filter(({ ref }) => ref.includes(q)) }
          : { items: newest, nextCursor };
      },
    ),
    getVersion: jest.fn(async () => oldest),
  } satisfies Partial<InfrakitchenApi>;
}

function Harness(props: { keep?: string }) {
  const [id, setId] = useState(props.keep);
  const { value = [], search } = useVersions('template-network', id);
  const chosen = value.find(version => [version.id, version.ref].includes(id!));
  return (
    <>
      <VersionSelect
        versions={value}
        value={id}
        onChange={setId}
        search={search}
      />
      <output>{chosen?.ref}</output>
    </>
  );
}

async function open(api: Partial<InfrakitchenApi>, keep?: string) {
  const user = userEvent.setup();
  renderPage('templates', <Harness keep={keep} />, { api });
  await user.click(await screen.findByRole('button', { name: /Version/ }));
  const list = within(await screen.findByRole('listbox'));
  const options = () =>
    list.queryAllByRole('option').map(({ textContent }) => textContent);
  const search = async (text: string) => {
    const field = screen.getByRole('searchbox', { name: 'Search versions' });
    await user.clear(field);
    await user.type(field, text);
  };
  return { user, list, options, search };
}

describe('VersionSelect', () => {
  it('finds what it has by the tag and the beginning of the commit', async () => {
    const api = fakeApi(undefined);
    const { options, search } = await open(api);
    await waitFor(() => expect(options()).toHaveLength(12));
    await search('V2.11');
    await waitFor(() =>
      expect(options()).toEqual([expect.stringContaining('v2.11.0')]),
    );
    await search('beef');
    await waitFor(() =>
      expect(options()).toEqual([expect.stringContaining('v2.3.0')]),
    );
    expect(api.listVersions).toHaveBeenCalledTimes(1);
  }, 20_000);

  it('asks the server for what is older, and chooses it', async () => {
    const api = fakeApi('more');
    const { user, list, search } = await open(api);
    await search('v1.0');
    await user.click(await list.findByRole('option', { name: 'v1.0.0' }));
    expect(screen.getByRole('status')).toHaveTextContent('v1.0.0');
    expect(api.listVersions).toHaveBeenLastCalledWith(
      'template-network',
      { q: 'v1.0', limit: 50 },
      expect.anything(),
    );
    expect(api.listVersions).toHaveBeenCalledTimes(2);
  }, 20_000);

  it.each([
    ['id', oldest.id],
    ['tag', oldest.ref],
  ])('has an old version that is chosen already by its %s', async (_, keep) => {
    const api = fakeApi('more');
    renderPage('templates', <Harness keep={keep} />, { api });
    await waitFor(() =>
      expect(screen.getByRole('status')).toHaveTextContent('v1.0.0'),
    );
    expect(
      api.listVersions.mock.calls.length + api.getVersion.mock.calls.length,
    ).toBe(2);
  });

  it('says why a search failed, and keeps what it has', async () => {
    const { options, search } = await open(fakeApi('more'));
    await search('away');
    expect(
      await screen.findByText('The search failed: it is away'),
    ).toBeInTheDocument();
    await search('v2');
    await waitFor(() => expect(options()).toHaveLength(12));
  }, 20_000);
});
