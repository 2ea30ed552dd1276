import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  ModuleVariable,
  TemplateVersion,
  VersionPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { aTemplate, aVersion, renderPage } from '../../__testUtils__';
import { TemplatesRouter } from './TemplatesRouter';

const variable = (name: string): ModuleVariable => ({
  name,
  type: 'string',
  schema: { type: 'string' },
  hasDefault: false,
  sensitive: false,
  nullable: false,
  ephemeral: false,
  validations: [],
});

/** Version 0 is the oldest of 450. */
const COUNT = 450;
const idOf = (index: number) =>
  `0c8a5d0e-6a4f-4b53-9d7b-${String(index).padStart(12, '0')}`;
const makeVersion = (index: number): TemplateVersion =>
  aVersion({
    id: idOf(index),
    ref: `v${index}.0.0`,
    createdAt: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
    analysis: {
      variables: [variable(`of_${index}`)],
      outputs: [{ name: `out_${index}`, sensitive: false }],
      requiredProviders: [],
      files: [],
    },
  });

/** A server that keeps versions and tells of them page by page. */
function fakeServer() {
  const versions = Array.from({ length: COUNT }, (_, i) =>
    makeVersion(COUNT - 1 - i),
  );
  const get = (id: string) => {
    const found = versions.find(version => version.id === id);
    if (!found) {
      throw new InfrakitchenError('NotFoundError', {
        code: 'version_not_found',
        message: 'There is no such version',
      });
    }
    return found;
  };
  return {
    getTemplate: async () => aTemplate(),
    getAccess: async () => ({ canCreateTemplates: true } as any),
    listTemplates: async () => ({ items: [aTemplate()], totalItems: 1 }),
    listVersions: jest.fn(
      async (
        _: string,
        query: { q?: string; limit?: number; cursor?: string } = {},
      ) => {
        const { q = '', limit = 50, cursor = '0' } = query;
        const all = versions.filter(({ ref }) => ref.includes(q));
        const end = Number(cursor) + limit;
        return {
          items: all.slice(Number(cursor), end),
          nextCursor: end < all.length ? String(end) : undefined,
        };
      },
    ),
    getVersion: jest.fn(async (id: string) => get(id)),
    updateVersion: jest.fn(
      async (id: string, patch: VersionPatch, options?: object) => {
        const at = versions.indexOf(get(id));
        const { revision } = versions[at];
        expect(options).toMatchObject({ revision });
        versions[at] = {
          ...versions[at],
          ...(patch as Partial<TemplateVersion>),
          revision: revision + 1,
        };
        return versions[at];
      },
    ),
    previewVersion: async () => ({ items: [], checked: 0 }),
    compareVersions: jest.fn(async (id: string, other?: string) => {
      const index = versions.indexOf(get(id));
      const before = other ? get(other) : versions[index + 1];
      return {
        version: { id, ref: get(id).ref, lifecycle: 'active' as const },
        with: before && {
          id: before.id,
          ref: before.ref,
          lifecycle: 'active' as const,
        },
        findings: [],
      };
    }),
  };
}

function open(path: string, api = fakeServer()) {
  renderPage('templates', <TemplatesRouter />, {
    path: `/template-network/${path}`,
    api,
  });
  return { api, user: userEvent.setup() };
}

const cards = () =>
  screen
    .queryAllByRole('region', { name: /^Version v/ })
    .map(card => card.getAttribute('aria-label') ?? card.textContent);

const pick = async (
  user: ReturnType<typeof userEvent.setup>,
  button: RegExp,
  ref: string,
) => {
  await user.click(await screen.findByRole('button', { name: button }));
  await user.type(
    screen.getByRole('searchbox', { name: 'Search versions' }),
    ref,
  );
  const list = within(await screen.findByRole('listbox'));
  await user.click(await list.findByRole('option', { name: ref }));
};

describe('a template with more versions than one answer holds', () => {
  it('lists them page by page, and searches all of them', async () => {
    const { api, user } = open('versions');
    expect(
      await screen.findByRole('region', { name: 'Version v449.0.0' }),
    ).toBeInTheDocument();
    expect(cards()).toHaveLength(20);
    await user.click(screen.getByRole('button', { name: 'Next page' }));
    expect(
      await screen.findByRole('region', { name: 'Version v429.0.0' }),
    ).toBeInTheDocument();
    expect(cards()).toHaveLength(20);

    await user.type(
      screen.getByRole('searchbox', { name: 'Search versions' }),
      'v3.0',
    );
    await waitFor(() => expect(cards()).toHaveLength(1));
    expect(
      screen.getByRole('link', { name: 'Open version v3.0.0' }),
    ).toHaveAttribute(
      'href',
      `/infrakitchen/templates/template-network/versions/${idOf(3)}`,
    );
    expect(api.listVersions).toHaveBeenLastCalledWith(
      expect.anything(),
      { q: 'v3.0', limit: 20, cursor: undefined },
      expect.anything(),
    );

    await user.type(
      screen.getByRole('searchbox', { name: 'Search versions' }),
      'zzz',
    );
    await user.click(
      await screen.findByRole('button', { name: 'Clear the search' }),
    );
    await waitFor(() => expect(cards()).toHaveLength(20));
  }, 60_000);

  it('has a page for each, however old', async () => {
    const { user } = open(`versions/${idOf(7)}`);
    const card = within(
      await screen.findByRole('region', { name: 'Version v7.0.0' }),
    );
    expect(cards()).toHaveLength(1);
    // The one before it is old as well.
    await user.click(card.getByRole('button', { name: 'Compare' }));
    await waitFor(() =>
      expect(
        card.getByRole('button', { name: /Compare v7.0.0 with/ }),
      ).toHaveTextContent('v6.0.0'),
    );
    await pick(user, /Compare v7.0.0 with/, 'v2.0.0');
    await waitFor(() =>
      expect(
        card.getByRole('button', { name: /Compare v7.0.0 with/ }),
      ).toHaveTextContent('v2.0.0'),
    );
    expect(screen.getByRole('link', { name: 'All versions' })).toHaveAttribute(
      'href',
      '/infrakitchen/templates/template-network/versions',
    );
  }, 60_000);

  it.each([
    `versions/${idOf(9999)}`,
    `variables?version=${idOf(9999)}`,
    'outputs?version=v9999',
    'activity?version=v9999',
  ])('says that the URL names none: %s', async path => {
    open(path);
    expect(
      await screen.findByText('The version was not found'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Show all versions' }),
    ).toHaveAttribute(
      'href',
      '/infrakitchen/templates/template-network/versions',
    );
  });

  it('shows variables of an old one that was searched for, and keeps its rules', async () => {
    const { api, user } = open('variables');
    expect(await screen.findByText('of_449')).toBeInTheDocument();
    await pick(user, /Version/, 'v3.0.0');
    expect(await screen.findByText('of_3')).toBeInTheDocument();
    for (const text of ['first', 'second']) {
      await user.click(
        screen.getByRole('button', { name: 'Edit rules of of_3' }),
      );
      const dialog = within(await screen.findByRole('dialog'));
      const field = dialog.getByRole('textbox', { name: 'Default' });
      await user.clear(field);
      await user.type(field, text);
      await user.click(dialog.getByRole('button', { name: 'Save rules' }));
      await waitFor(() =>
        expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
      );
      expect(await screen.findByText(new RegExp(text))).toBeInTheDocument();
    }
    expect(api.updateVersion).toHaveBeenCalledTimes(2);
  }, 60_000);

  it.each([idOf(5), 'v5.0.0'])(
    'shows what the URL names, by id or tag: %s',
    async named => {
      open(`outputs?version=${named}`);
      expect(await screen.findByText('out_5')).toBeInTheDocument();
      expect(screen.getByRole('button', { name: /Version/ })).toHaveTextContent(
        'v5.0.0',
      );
    },
  );
});
