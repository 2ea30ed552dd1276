import { useState } from 'react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { VersionSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  validateVariables,
  VariablesForm,
  type VariablesFormProps,
  type VariablesFormValue,
} from '.';

const region = { id: 'r1', name: 'eu-prod', templateName: 'region' };

const versionSchema: VersionSchema = {
  schema: {
    type: 'object',
    required: ['name', 'factor'],
    properties: {
      region: { type: 'string' },
      name: { type: 'string', minLength: 2, description: 'Name of the thing' },
      factor: { type: 'number' },
      password: { type: 'string' },
      account: { type: 'string' },
      public: { type: 'boolean' },
      tier: { type: 'string', enum: ['small', 'large'] },
      zones: { type: 'array', items: { type: 'string' } },
    },
  },
  variables: [
    {
      name: 'region',
      type: 'string',
      sensitive: false,
      isSet: true,
      value: 'eu-north-1',
      provenance: { source: 'config', resource: region, name: 'region' },
    },
    { name: 'name', type: 'string', sensitive: false, isSet: false },
    { name: 'factor', type: 'number', sensitive: false, isSet: false },
    { name: 'password', type: 'string', sensitive: true, isSet: false },
    {
      name: 'account',
      type: 'string',
      sensitive: false,
      isSet: true,
      value: '123',
      provenance: { source: 'reference', resource: region, name: 'account_id' },
      rule: { restricted: true },
    },
    { name: 'public', type: 'bool', sensitive: false, isSet: false },
    { name: 'tier', type: 'string', sensitive: false, isSet: false },
    {
      name: 'zones',
      type: 'list(string)',
      sensitive: false,
      isSet: true,
      value: ['a', 'b'],
      provenance: { source: 'module_default' },
    },
  ],
  tags: [],
  configs: [],
  errors: [],
};

function Harness(
  props: Partial<VariablesFormProps> & {
    report: (value: VariablesFormValue) => void;
  },
) {
  const [value, setValue] = useState<VariablesFormValue>({
    values: {},
    unsetSensitive: [],
  });
  return (
    <VariablesForm
      {...props}
      versionSchema={versionSchema}
      value={value}
      onChange={next => {
        setValue(next);
        props.report(next);
      }}
    />
  );
}

describe('VariablesForm', () => {
  it('collects own values of their types and leaves inherited ones alone', async () => {
    const user = userEvent.setup();
    let result: VariablesFormValue | undefined;
    renderInTestApp(<Harness report={value => (result = value)} />);

    // Inherited values are shown with their provenance, without an input.
    const regionRow = within(
      await screen.findByRole('group', { name: 'Variable region' }),
    );
    expect(regionRow.getByText('eu-north-1')).toBeInTheDocument();
    expect(
      regionRow.getByText(/from region eu-prod \(config region\)/),
    ).toBeInTheDocument();
    expect(regionRow.queryByRole('textbox')).not.toBeInTheDocument();

    await user.type(screen.getByRole('textbox', { name: /^name/ }), 'shop');
    await user.type(screen.getByRole('textbox', { name: /^factor/ }), '1.5');
    await user.click(screen.getByRole('radio', { name: 'false' }));
    expect(result).toEqual({
      values: { name: 'shop', factor: 1.5, public: false },
      unsetSensitive: [],
    });

    // An own value starts as the inherited one; back again takes it away.
    const own = regionRow.getByRole('switch', {
      name: 'Set own value for region',
    });
    await user.click(own);
    expect(result?.values.region).toBe('eu-north-1');
    const input = regionRow.getByRole('textbox', { name: /^region/ });
    await user.clear(input);
    await user.type(input, 'us-east-1');
    expect(result?.values.region).toBe('us-east-1');
    await user.click(own);
    expect(result?.values).not.toHaveProperty('region');

    // Restricted values are read-only.
    const accountRow = within(
      screen.getByRole('group', { name: 'Variable account' }),
    );
    expect(accountRow.queryByRole('textbox')).not.toBeInTheDocument();
    expect(accountRow.queryByRole('switch')).not.toBeInTheDocument();
    expect(accountRow.getByText(/^Restricted/)).toBeInTheDocument();
  });

  it('edits a list in place, and says at the entry what is wrong', async () => {
    const user = userEvent.setup();
    let result: VariablesFormValue | undefined;
    renderInTestApp(<Harness report={value => (result = value)} />);
    await user.click(
      await screen.findByRole('switch', { name: 'Set own value for zones' }),
    );
    expect(result?.values.zones).toEqual(['a', 'b']);

    const second = screen.getByRole('textbox', { name: 'zones entry 2' });
    await user.clear(second);
    await user.type(second, 'c');
    expect(result?.values.zones).toEqual(['a', 'c']);

    await user.click(
      screen.getByRole('button', { name: 'Add entry to zones' }),
    );
    expect(
      screen.getByRole('textbox', { name: 'zones entry 3' }),
    ).toHaveFocus();
    await user.keyboard('d');
    await user.click(
      screen.getByRole('button', { name: 'Move zones entry 3 up' }),
    );
    expect(result?.values.zones).toEqual(['a', 'd', 'c']);
    await user.click(
      screen.getByRole('button', { name: 'Remove zones entry 1' }),
    );
    expect(result?.values.zones).toEqual(['d', 'c']);
  });

  it('tells what is wrong once a field was left, and while it is mended', async () => {
    const user = userEvent.setup();
    renderInTestApp(<Harness report={() => {}} />);
    const name = await screen.findByRole('textbox', { name: 'name' });
    await user.type(name, 'x');
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    await user.tab();
    expect(screen.getByRole('alert')).toHaveTextContent(
      'Must have at least 2 characters.',
    );
    expect(name).toHaveAccessibleDescription(
      'Must have at least 2 characters.',
    );
    expect(name).toBeInvalid();
    await user.type(name, 'y');
    expect(
      screen.queryByText('Must have at least 2 characters.'),
    ).not.toBeInTheDocument();
    expect(name).toBeValid();
  });

  it('puts what the server refused at its field', async () => {
    renderInTestApp(
      <Harness
        report={() => {}}
        serverErrors={[
          { code: 'not_unique', variable: 'tier', message: 'Taken by shop.' },
        ]}
      />,
    );
    expect(
      within(
        await screen.findByRole('group', { name: 'Variable tier' }),
      ).getByRole('alert'),
    ).toHaveTextContent('Taken by shop.');
  });

  it('writes secrets without ever showing them', async () => {
    const user = userEvent.setup();
    let result: VariablesFormValue | undefined;
    renderInTestApp(
      <Harness
        report={value => (result = value)}
        storedSensitive={['password']}
      />,
    );
    const input = await screen.findByLabelText('password');
    expect(input).toHaveAttribute('type', 'password');
    expect(input).toHaveValue('');
    await user.type(input, 'hunter2');
    expect(result?.values.password).toBe('hunter2');

    await user.click(
      screen.getByRole('button', { name: 'Remove value of password' }),
    );
    expect(result).toEqual({ values: {}, unsetSensitive: ['password'] });
  });

  it('offers nothing at all only for what may be left out', async () => {
    const optional = { type: ['string', 'null'] };
    renderInTestApp(
      <VariablesForm
        versionSchema={{
          ...versionSchema,
          schema: {
            type: 'object',
            required: ['name'],
            properties: { name: optional, region: optional },
          },
          variables: versionSchema.variables.slice(0, 2),
        }}
        value={{ values: { name: 'shop', region: 'x' }, unsetSensitive: [] }}
        onChange={() => {}}
      />,
    );
    expect(
      await screen.findByRole('checkbox', { name: 'Set region to null' }),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('checkbox', { name: 'Set name to null' }),
    ).not.toBeInTheDocument();
  });

  it('says what is missing or wrong', () => {
    expect(
      validateVariables(versionSchema, {
        values: { name: 'x', tier: 'huge' },
        unsetSensitive: [],
      }),
    ).toEqual({
      name: 'Must have at least 2 characters.',
      tier: 'Must be one of the allowed values.',
      factor: 'A value is needed.',
    });
    expect(
      validateVariables(versionSchema, {
        values: { name: 'shop', factor: '1.5x' },
        unsetSensitive: [],
      }),
    ).toEqual({ factor: 'Must be a number.' });
  });

  it('shows labels, placeholders and sections in the order of the schema', async () => {
    await renderInTestApp(
      <VariablesForm
        value={{ values: {}, unsetSensitive: [] }}
        onChange={jest.fn()}
        versionSchema={{
          ...versionSchema,
          schema: {
            type: 'object',
            required: ['name'],
            properties: {
              tier: {
                type: 'string',
                title: 'Size of it',
                'x-infrakitchen': { group: 'Costs', placeholder: 'small' },
              },
              name: { type: 'string', title: 'name' },
              factor: {
                type: 'number',
                'x-infrakitchen': { group: 'Costs' },
              },
            },
          },
        }}
      />,
    );
    const costs = within(screen.getByRole('region', { name: 'Costs' }));
    expect(
      costs.getAllByRole('group').map(row => row.getAttribute('aria-label')),
    ).toEqual(['Variable Size of it', 'Variable factor']);
    expect(costs.getByRole('textbox', { name: 'Size of it' })).toHaveAttribute(
      'placeholder',
      'small',
    );
    expect(costs.getByText('tier')).toBeInTheDocument();
    expect(
      costs.queryByRole('group', { name: 'Variable name' }),
    ).not.toBeInTheDocument();
  });
});
