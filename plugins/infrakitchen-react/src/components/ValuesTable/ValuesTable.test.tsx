import { screen, within } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { ValuesTable } from './ValuesTable';

describe('ValuesTable', () => {
  it('shows value, provenance, what is overridden and the rules', async () => {
    renderInTestApp(
      <ValuesTable
        variables={[
          {
            name: 'size',
            type: 'number',
            sensitive: false,
            isSet: true,
            value: 1.5,
            provenance: { source: 'resource' },
            overridden: [
              { value: 1, provenance: { source: 'module_default' } },
            ],
            rule: { frozen: true },
          },
          {
            name: 'rules',
            type: 'list(object({ port = number, hosts = list(string) }))',
            sensitive: false,
            isSet: true,
            value:
              '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
            provenance: { source: 'module_default' },
          },
          {
            name: 'password',
            type: 'string',
            sensitive: true,
            isSet: true,
            value: 'leaked',
            provenance: { source: 'resource' },
            overridden: [
              { value: 'old', provenance: { source: 'template_default' } },
            ],
          },
        ]}
      />,
    );
    const size = within(await screen.findByRole('row', { name: /size/ }));
    expect(size.getByText('1.5')).toBeInTheDocument();
    expect(size.getByText('frozen')).toBeInTheDocument();
    expect(
      size.getByText('instead of 1 (default of the module)'),
    ).toBeInTheDocument();
    const rules = within(screen.getByRole('row', { name: /rules/ }));
    expect(rules.getByText('list(…)')).toHaveAttribute(
      'title',
      'list(object({ port = number, hosts = list(string) }))',
    );
    // A document that is kept as text is laid out.
    expect(rules.getByText(/"Version"/).textContent).toContain(
      '{\n  "Version": "2012-10-17",\n',
    );
    const password = within(screen.getByRole('row', { name: /password/ }));
    expect(password.getByText('sensitive, set')).toBeInTheDocument();
    expect(
      password.getByText('instead of a value (default of the template)'),
    ).toBeInTheDocument();
    expect(document.body).not.toHaveTextContent('leaked');
  });
});
