import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  TemplateVersion,
  VersionComparison,
  ViolationPage,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { InfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { aTemplate, aVersion, renderPage } from '../../__testUtils__';
import { TemplatesRouter } from './TemplatesRouter';

const analysis: TemplateVersion['analysis'] = {
  variables: [
    {
      name: 'cidr',
      type: 'string',
      schema: { type: 'string' },
      hasDefault: false,
      sensitive: false,
      nullable: false,
      ephemeral: false,
      validations: [],
    },
  ],
  outputs: [],
  requiredProviders: [],
  files: [],
};
const v1 = aVersion({ analysis, resourceCount: 2 });
const v2 = aVersion({ id: 'version-2', ref: 'v2.0.0', analysis });

const broken = (name: string, message: string, nextCursor?: string) =>
  ({
    checked: 1,
    nextCursor,
    items: [
      {
        resource: { id: `id-${name}`, name },
        state: 'provisioned',
        version: { id: v1.id, ref: v1.ref, lifecycle: 'active' },
        errors: [{ code: 'too_long', message }],
      },
    ],
  } as ViolationPage);

const comparison: VersionComparison = {
  version: { id: v2.id, ref: v2.ref, lifecycle: 'active' },
  with: { id: v1.id, ref: v1.ref, lifecycle: 'active' },
  resourceCount: 2,
  findings: [
    {
      kind: 'variable_added',
      severity: 'breaking',
      name: 'zone',
      after: 'string',
      message: 'The variable "zone" is new and required.',
    },
  ],
};

function fakeApi(more: Partial<InfrakitchenApi> = {}) {
  return {
    getTemplate: async () => aTemplate(),
    listTemplates: async () => ({ items: [aTemplate()], totalItems: 1 }),
    listVersions: async () => ({ items: [v2, v1] }),
    listViolations: jest.fn(async () => ({ items: [], checked: 3 })),
    previewConventions: jest.fn(async () => broken('old', 'Breaks the name')),
    previewVersion: jest.fn(async () => broken('eu', 'zone is required')),
    compareVersions: jest.fn(async () => comparison),
    updateTemplate: jest.fn(async () => aTemplate()),
    updateVersion: jest.fn(async () => v1),
    ...more,
  };
}

const open = (tab: string, api: Partial<InfrakitchenApi>) =>
  renderPage('templates', <TemplatesRouter />, {
    path: `/template-network/${tab}`,
    api,
  });

describe('TemplatePage', () => {
  it('reports violations stretch by stretch, and where there are none', async () => {
    const user = userEvent.setup();
    const api = fakeApi({
      listViolations: jest
        .fn()
        .mockResolvedValueOnce(broken('first', 'too long', 'more'))
        .mockResolvedValueOnce(broken('second', 'too short')),
    });
    open('violations', api);
    expect(
      await screen.findByText('1 resource breaks something'),
    ).toBeInTheDocument();
    await user.click(
      screen.getByRole('button', { name: 'Check further resources' }),
    );
    expect(
      await screen.findByText('2 resources break something'),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'second' })).toBeInTheDocument();
    expect(screen.getByText('too short')).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Check further resources' }),
    ).not.toBeInTheDocument();
  }, 20_000);

  it('says that nothing is broken', async () => {
    open('violations', fakeApi());
    expect(
      await screen.findByText(
        'Every resource follows the conventions and rules',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('3 resources were checked.')).toBeInTheDocument();
  }, 20_000);

  it('shows who would break other conventions before they are saved', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    open('settings', api);
    const pattern = await screen.findByRole('textbox', {
      name: /^Name pattern/,
    });
    await user.click(pattern);
    await user.paste('{cidr}');
    await user.type(
      screen.getByRole('textbox', { name: /^Allowed providers/ }),
      'hashicorp/aws',
    );
    await user.type(
      screen.getByRole('textbox', { name: /^Greatest number/ }),
      '3',
    );
    await user.type(
      screen.getByRole('textbox', { name: /^Allowed integrations/ }),
      'aws, custom',
    );
    await user.type(
      screen.getByRole('textbox', { name: /^One resource per integration/ }),
      'aws',
    );
    await user.click(
      screen.getByRole('button', { name: 'Check existing resources' }),
    );
    expect(await screen.findByText('Breaks the name')).toBeInTheDocument();
    const conventions = {
      namePattern: '{cidr}',
      requiredTags: [],
      requiredConfigs: [],
      allowedProviders: ['hashicorp/aws'],
      maxChildren: 3,
      allowedIntegrations: ['aws', 'custom'],
      oneResourcePerIntegration: ['aws'],
    };
    expect(api.previewConventions).toHaveBeenCalledWith(
      'template-network',
      conventions,
      expect.anything(),
      expect.anything(),
    );
    // An old answer does not stay beside other conventions.
    await user.type(pattern, '-x');
    expect(screen.queryByText('Breaks the name')).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(api.updateTemplate).toHaveBeenCalledWith(
      'template-network',
      expect.objectContaining({
        conventions: { ...conventions, namePattern: '{cidr}-x' },
      }),
      { revision: 1 },
    );
  }, 30_000);

  it('keeps the conventions that nobody edits', async () => {
    const user = userEvent.setup();
    const conventions = {
      namePattern: '{cidr}',
      requiredTags: ['team'],
      requiredConfigs: ['region'],
      allowedProviders: ['hashicorp/aws'],
      maxChildren: 2,
      allowedIntegrations: ['aws', 'custom'],
      oneResourcePerIntegration: ['aws'],
    };
    const api = fakeApi({
      getTemplate: async () => ({ ...aTemplate(), conventions }),
    });
    open('settings', api);
    await user.type(
      await screen.findByRole('textbox', { name: /^Name pattern/ }),
      '-x',
    );
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(api.updateTemplate).toHaveBeenCalledWith(
      'template-network',
      expect.objectContaining({
        conventions: { ...conventions, namePattern: '{cidr}-x' },
      }),
      { revision: 1 },
    );
  }, 20_000);

  it('compares a version, and shows whose resources would break', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    open('versions', api);
    const card = within(
      await screen.findByRole('region', { name: 'Version v2.0.0' }),
    );
    await user.click(card.getByRole('button', { name: 'Compare' }));
    expect(
      await card.findByText('The variable "zone" is new and required.'),
    ).toBeInTheDocument();
    expect(card.getByText('1 breaking')).toBeInTheDocument();
    expect(await card.findByText('zone is required')).toBeInTheDocument();
    expect(api.previewVersion).toHaveBeenCalledWith(
      'version-2',
      { resourcesOf: 'version-1' },
      expect.anything(),
      expect.anything(),
    );
  }, 20_000);

  it('edits how forms show a variable, and tries rules before they are saved', async () => {
    const user = userEvent.setup();
    const api = fakeApi({ listVersions: async () => ({ items: [v1] }) });
    open('variables', api);
    await user.click(
      await screen.findByRole('button', { name: 'Edit rules of cidr' }),
    );
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Rules of cidr' }),
    );
    await user.type(dialog.getByRole('textbox', { name: 'Label' }), 'Range');
    await user.type(dialog.getByRole('textbox', { name: /^Group/ }), 'Net');
    await user.type(dialog.getByRole('textbox', { name: /^Order/ }), '2');
    await user.type(
      dialog.getByRole('textbox', { name: 'Maximum length' }),
      '4',
    );
    await user.click(
      dialog.getByRole('button', { name: 'Check existing resources' }),
    );
    expect(await dialog.findByText('zone is required')).toBeInTheDocument();
    const variableRules = {
      cidr: { label: 'Range', group: 'Net', order: 2, maxLength: 4 },
    };
    expect(api.previewVersion).toHaveBeenCalledWith(
      'version-1',
      { variableRules },
      expect.anything(),
      expect.anything(),
    );
    await user.click(dialog.getByRole('button', { name: 'Save rules' }));
    expect(api.updateVersion).toHaveBeenCalledWith(
      'version-1',
      { variableRules },
      { revision: 1 },
    );
  }, 30_000);
});
