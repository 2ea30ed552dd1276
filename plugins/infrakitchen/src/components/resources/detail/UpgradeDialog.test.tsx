import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { InfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  actionsWith,
  aResource,
  aVersion,
  renderPage,
} from '../../../__testUtils__';
import { ResourcesRouter } from '../ResourcesRouter';

const deprecated = aResource({
  version: {
    ref: 'v1.0.0',
    commitSha: 'a'.repeat(40),
    lifecycle: 'deprecated',
  },
  warnings: [
    {
      code: 'version_deprecated',
      message: "The version 'v1.0.0' is deprecated.",
    },
  ],
});
const at = (day: number) => `2026-11-0${day}T10:00:00Z`;
const versions = [
  aVersion({ id: 'old', ref: 'v0.9.0', lifecycle: 'archived' }),
  aVersion({ id: 'next', ref: 'v2.0.0', createdAt: at(2) }),
  aVersion({
    id: 'preview',
    ref: 'v3.0.0',
    lifecycle: 'preview',
    createdAt: at(3),
  }),
  aVersion({ id: 'version-1' }),
];
const finding = {
  kind: 'variable_added' as const,
  severity: 'breaking' as const,
  name: 'zone',
  message: 'The variable "zone" is new and required.',
};
const ref = { id: 'x', ref: 'x', lifecycle: 'active' as const };

function fakeApi(errors: string[]) {
  return {
    getResource: async () => deprecated,
    listResourceActions: async () => actionsWith({}),
    listVersions: async () => ({ items: versions }),
    compareVersions: jest.fn(async () => ({
      version: ref,
      with: ref,
      findings: [finding],
    })),
    previewVersion: jest.fn(async () => ({
      checked: 1,
      items:
        errors.length > 0
          ? [
              {
                resource: { id: 'resource-1', name: 'eu-net' },
                state: 'provisioned' as const,
                errors: errors.map(message => ({ code: 'x', message })),
              },
            ]
          : [],
    })),
    updateResource: jest.fn(async () => deprecated),
  } satisfies Partial<InfrakitchenApi>;
}

async function openDialog(api: Partial<InfrakitchenApi>) {
  const user = userEvent.setup();
  renderPage('resources', <ResourcesRouter />, {
    path: '/resource-1/settings',
    api,
  });
  const section = within(
    await screen.findByRole('region', { name: 'Version' }),
  );
  expect(section.getByText('Deprecated')).toBeInTheDocument();
  await user.click(section.getByRole('button', { name: 'Change version' }));
  return {
    user,
    dialog: within(
      await screen.findByRole('dialog', {
        name: 'Change the version of eu-net',
      }),
    ),
  };
}

describe('UpgradeDialog', () => {
  it('finds one that is older than the newest, where those are not offered', async () => {
    const older = aVersion({ id: 'older', ref: 'v0.8.0' });
    const api = {
      ...fakeApi([]),
      listVersions: async (_: string, { q }: { q?: string } = {}) =>
        q
          ? { items: [older].filter(version => version.ref.includes(q)) }
          : { items: [versions[0]], nextCursor: 'more' },
    };
    const { user, dialog } = await openDialog(api);
    await user.click(
      await dialog.findByRole('button', { name: /New version/ }),
    );
    await user.type(
      screen.getByRole('searchbox', { name: 'Search versions' }),
      'v0.8',
    );
    await user.click(await screen.findByRole('option', { name: 'v0.8.0' }));
    await user.click(dialog.getByRole('button', { name: 'Change version' }));
    expect(api.updateResource).toHaveBeenCalledWith(
      'resource-1',
      { versionId: 'older' },
      { revision: 7 },
    );
  }, 20_000);

  it('offers the newest active version first, with what differs, and moves to it', async () => {
    const api = fakeApi([]);
    const { user, dialog } = await openDialog(api);
    expect(await dialog.findByText(finding.message)).toBeInTheDocument();
    expect(api.compareVersions).toHaveBeenCalledWith(
      'next',
      'version-1',
      expect.anything(),
    );
    await user.click(dialog.getByRole('button', { name: 'Change version' }));
    expect(api.updateResource).toHaveBeenCalledWith(
      'resource-1',
      { versionId: 'next' },
      { revision: 7 },
    );
  }, 20_000);

  it('leads to the values where they do not fit', async () => {
    const { dialog } = await openDialog(fakeApi(['"zone" has no value.']));
    expect(await dialog.findByText('"zone" has no value.')).toBeInTheDocument();
    expect(
      dialog.getByRole('link', { name: 'Edit values for this version' }),
    ).toHaveAttribute(
      'href',
      expect.stringMatching(/resource-1\/change\?edit=1&version=next$/),
    );
  }, 20_000);

  it('says on every tab that the version is deprecated', async () => {
    renderPage('resources', <ResourcesRouter />, {
      path: '/resource-1',
      api: fakeApi([]),
    });
    expect(
      await screen.findByText("The version 'v1.0.0' is deprecated."),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Change the version' }),
    ).toHaveAttribute('href', expect.stringMatching(/resource-1\/settings$/));
  }, 20_000);
});
