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

  it('edits a list, as form and as JSON', async () => {
    const user = userEvent.setup();
    let result: VariablesFormValue | undefined;
    renderInTestApp(<Harness report={value => (result = value)} />);
    await user.click(
      await screen.findByRole('switch', { name: 'Set own value for zones' }),
    );
    expect(result?.values.zones).toEqual(['a', 'b']);

    const second = await screen.findByDisplayValue('b');
    await user.clear(second);
    await user.type(second, 'c');
    expect(result?.values.zones).toEqual(['a', 'c']);

    await user.click(
      screen.getByRole('button', { name: 'Edit zones as JSON' }),
    );
    const json = screen.getByRole('textbox', { name: /^zones/ });
    await user.clear(json);
    await user.click(json);
    await user.paste('[["x"]]');
    expect(result?.values.zones).toEqual([['x']]);
    expect(screen.getByText(/must be string/)).toBeInTheDocument();
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
      name: 'Must NOT have fewer than 2 characters',
      tier: 'Must be equal to one of the allowed values',
      factor: 'A value is needed.',
    });
    expect(
      validateVariables(versionSchema, {
        values: { name: 'shop', factor: '1.5x' },
        unsetSensitive: [],
      }),
    ).toEqual({ factor: 'Must be number' });
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
