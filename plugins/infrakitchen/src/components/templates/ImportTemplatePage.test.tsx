import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { AnalysedModule } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { aTemplate, aVersion, renderPage } from '../../__testUtils__';
import { TemplatesRouter } from './TemplatesRouter';

const analysed: AnalysedModule = {
  commitSha: 'b'.repeat(40),
  analysis: {
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
    outputs: [{ name: 'network_id', sensitive: false }],
    requiredProviders: [],
    files: ['main.tf'],
  },
};

const syntaxError = Object.assign(new Error('The module cannot be parsed'), {
  statusCode: 400,
  code: 'module_syntax',
  diagnostics: [
    {
      severity: 'error',
      summary: 'Unclosed configuration block',
      position: { file: 'variables.tf', line: 12, column: 3 },
    },
  ],
});

describe('ImportTemplatePage', () => {
  it('shows where a module is wrong, and imports it once it is mended', async () => {
    const user = userEvent.setup();
    const region = aTemplate({
      id: 'template-region',
      name: 'Region',
      key: 'region',
      abstract: true,
    });
    const api = {
      listTemplates: jest.fn(async () => ({ items: [region], totalItems: 1 })),
      listModuleRefs: jest
        .fn()
        .mockRejectedValueOnce(
          Object.assign(new Error('Repository not found'), {
            code: 'repository_not_found',
          }),
        )
        .mockResolvedValue({
          defaultBranch: 'main',
          tags: [{ name: 'v1.1.0', commitSha: 'b'.repeat(40) }],
          branches: [{ name: 'main', commitSha: 'c'.repeat(40) }],
        }),
      analyseModule: jest
        .fn()
        .mockRejectedValueOnce(syntaxError)
        .mockResolvedValue(analysed),
      importTemplate: jest.fn(async () => ({
        template: aTemplate(),
        version: aVersion(),
      })),
      getTemplate: jest.fn(async () => aTemplate()),
      listVersions: jest.fn(async () => ({ items: [aVersion()] })),
    };
    renderPage('templates', <TemplatesRouter />, { path: '/import', api });

    expect(
      await screen.findByRole('heading', { name: 'Import a module' }),
    ).toBeInTheDocument();
    await user.type(
      screen.getByRole('textbox', { name: /^Repository URL/ }),
      'https://git.example.com/terraform-core-network.git',
    );
    await user.click(screen.getByRole('button', { name: 'Load versions' }));
    expect(await screen.findByText('Repository not found')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Load versions' }));
    await waitFor(() =>
      expect(
        screen.queryByText('Repository not found'),
      ).not.toBeInTheDocument(),
    );

    await user.type(
      await screen.findByRole('textbox', { name: 'Path in the repository' }),
      'modules/network',
    );
    await user.click(screen.getByRole('button', { name: 'Analyse' }));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The module cannot be analysed');
    expect(alert).toHaveTextContent('Unclosed configuration block');
    expect(within(alert).getByText('variables.tf:12:3')).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Import' }),
    ).not.toBeInTheDocument();

    await user.click(screen.getByRole('button', { name: 'Analyse' }));
    expect(api.analyseModule).toHaveBeenLastCalledWith({
      repositoryUrl: 'https://git.example.com/terraform-core-network.git',
      path: 'modules/network',
      refType: 'tag',
      ref: 'v1.1.0',
    });
    const preview = within(
      await screen.findByRole('region', { name: 'Preview' }),
    );
    expect(preview.getByText('cidr')).toBeInTheDocument();
    expect(preview.getByText('network_id')).toBeInTheDocument();

    // Name and key follow the module until somebody types them.
    const name = screen.getByRole('textbox', { name: /^Name/ });
    expect(name).toHaveValue('Network');
    await user.clear(name);
    await user.type(name, 'Core Network 2');
    expect(screen.getByRole('textbox', { name: /^Key/ })).toHaveValue(
      'core_network_2',
    );
    await user.click(screen.getByRole('button', { name: 'Import' }));
    await waitFor(() =>
      expect(api.importTemplate).toHaveBeenCalledWith({
        template: expect.objectContaining({
          name: 'Core Network 2',
          key: 'core_network_2',
          abstract: false,
        }),
        version: expect.objectContaining({
          ref: 'v1.1.0',
          path: 'modules/network',
          lifecycle: 'active',
        }),
      }),
    );
    // The new template's page.
    expect(
      await screen.findByRole('heading', { name: 'Network' }),
    ).toBeInTheDocument();
  }, 20_000);
});
