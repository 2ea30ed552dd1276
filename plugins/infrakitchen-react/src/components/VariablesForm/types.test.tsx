import { useState } from 'react';
import { screen, within } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { JsonObject, JsonValue } from '@backstage/types';
import {
  parseTypeExpression,
  typeToJsonSchema,
  type VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { validateVariables, VariablesForm } from '.';

/** The form of one required variable, as the backend would describe it. */
function schemaFor(
  type: string,
  options: {
    nullable?: boolean;
    default?: JsonValue;
    description?: string;
    sensitive?: boolean;
  } = {},
): VersionSchema {
  const { nullable, description, sensitive = false } = options;
  const hasDefault = options.default !== undefined;
  return {
    schema: {
      type: 'object',
      required: hasDefault ? [] : ['it'],
      properties: {
        it: {
          ...typeToJsonSchema(parseTypeExpression(type), { nullable }),
          title: 'it',
          ...(description && { description }),
        },
      },
    },
    variables: [
      {
        name: 'it',
        type,
        sensitive,
        isSet: hasDefault,
        ...(hasDefault && {
          value: options.default,
          provenance: { source: 'module_default' },
        }),
      },
    ],
    tags: [],
    configs: [],
    errors: [],
  };
}

function show(
  versionSchema: VersionSchema,
  value?: JsonValue,
  props: { storedSensitive?: string[]; showErrors?: boolean } = {},
) {
  const seen: { values: JsonObject; changes: number } = {
    values: value === undefined ? {} : { it: value },
    changes: 0,
  };
  function Harness() {
    const [state, setState] = useState({
      values: seen.values,
      unsetSensitive: [] as string[],
    });
    return (
      <VariablesForm
        {...props}
        versionSchema={versionSchema}
        value={state as never}
        onChange={next => {
          seen.values = next.values as JsonObject;
          seen.changes += 1;
          setState(next as never);
        }}
      />
    );
  }
  renderInTestApp(<Harness />);
  return seen;
}

const button = (name: string) => screen.getByRole('button', { name });
const field = (name: string) => screen.getByRole('textbox', { name });

async function pickKind(user: UserEvent, of: string, kind: string) {
  await user.click(screen.getByRole('button', { name: new RegExp(`${of}$`) }));
  await user.click(await screen.findByRole('option', { name: kind }));
}

const vpc = `object({
  name    = string
  size    = optional(number, 16)
  public  = optional(bool)
  zones   = optional(list(string), ["a"])
  subnets = optional(map(object({
    cidr  = string
    ports = list(number)
    note  = optional(string)
  })))
})`;

describe('the form of every type', () => {
  it('starts with nothing but what is typed', async () => {
    const user = userEvent.setup();
    const seen = show(schemaFor('string'));
    await user.type(await screen.findByRole('textbox', { name: 'it' }), 'a');
    expect(seen.values).toEqual({ it: 'a' });
    await user.clear(field('it'));
    expect(seen.values).toEqual({});
    // Empty text is a value too, and another one.
    await user.click(
      screen.getByRole('checkbox', { name: 'Set it to empty text' }),
    );
    expect(seen.values).toEqual({ it: '' });
    await user.click(
      screen.getByRole('checkbox', { name: 'Set it to empty text' }),
    );
    expect(seen.values).toEqual({});
    await user.click(field('it'));
    await user.paste('one\ntwo');
    expect(seen.values).toEqual({ it: 'one\ntwo' });
    expect(field('it').tagName).toBe('TEXTAREA');
  });

  it('keeps numbers exact and says what is none', async () => {
    const user = userEvent.setup();
    const versionSchema = schemaFor('number', {
      description: 'Time to wait, in minutes.',
    });
    const seen = show(versionSchema);
    const input = await screen.findByRole('textbox', { name: 'it (minutes)' });
    expect(screen.getByText('minutes')).toBeInTheDocument();
    await user.type(input, '-1.5');
    expect(seen.values).toEqual({ it: -1.5 });
    await user.clear(input);
    expect(seen.values).toEqual({});
    await user.type(input, '1e3');
    expect(seen.values).toEqual({ it: 1000 });
    expect(input).toHaveValue('1e3');
    await user.clear(input);
    await user.type(input, '0x10');
    await user.tab();
    expect(screen.getByRole('alert')).toHaveTextContent('Must be a number.');
    await user.clear(input);
    await user.type(input, '12345678901234567890');
    expect(screen.getByRole('alert')).toHaveTextContent('not kept exactly');
    expect(
      validateVariables(versionSchema, {
        values: { it: 0.1 },
        unsetSensitive: [],
      }),
    ).toEqual({});
  });

  it('chooses between true and false', async () => {
    const user = userEvent.setup();
    const seen = show(schemaFor('bool'));
    await user.click(await screen.findByRole('radio', { name: 'false' }));
    expect(seen.values).toEqual({ it: false });
  });

  it('tells null, unset and the default of the module apart', async () => {
    const user = userEvent.setup();
    const seen = show(
      schemaFor('list(string)', { nullable: true, default: ['x'] }),
    );
    const row = await screen.findByRole('group', { name: 'Variable it' });
    expect(row).toHaveTextContent(
      'Not set here; used is ["x"] · default of the module',
    );
    await user.click(
      screen.getByRole('switch', { name: 'Set own value for it' }),
    );
    expect(seen.values).toEqual({ it: ['x'] });
    await user.click(button('Remove it entry 1'));
    expect(seen.values).toEqual({ it: [] });
    expect(row).toHaveTextContent('empty list');
    expect(button('Add entry to it')).toHaveFocus();
    await user.click(screen.getByRole('checkbox', { name: 'Set it to null' }));
    expect(seen.values).toEqual({ it: null });
    await user.click(
      screen.getByRole('switch', { name: 'Set own value for it' }),
    );
    expect(seen.values).toEqual({});
  });

  it('takes an empty list for a value where nothing is inherited', async () => {
    const user = userEvent.setup();
    const seen = show(schemaFor('set(number)'));
    await user.click(
      await screen.findByRole('checkbox', { name: 'Set it to an empty set' }),
    );
    expect(seen.values).toEqual({ it: [] });
    await user.click(button('Add several entries to it'));
    await user.click(
      screen.getByRole('textbox', { name: 'New entries of it' }),
    );
    await user.paste('1\n2.5\n\n1\n');
    await user.click(button('Add 3 entries'));
    expect(seen.values).toEqual({ it: [1, 2.5, 1] });
    await user.click(document.body);
    await user.click(field('it entry 3'));
    await user.tab();
    expect(screen.getByRole('alert')).toHaveTextContent('The same as entry 1');
  });

  it('edits maps, and loses no entry to a key that is there already', async () => {
    const user = userEvent.setup();
    const seen = show(schemaFor('map(number)'));
    await screen.findByRole('group', { name: 'it' });
    await user.click(button('Add entry to it'));
    expect(field('Key of it entry 1')).toHaveFocus();
    // A second entry without a key would be the same one.
    expect(button('Add entry to it')).toBeDisabled();
    await user.keyboard('b');
    await user.type(field('it b'), '2');
    await user.click(button('Add entry to it'));
    await user.keyboard('10');
    await user.type(field('it 10'), '3');
    expect(seen.values).toEqual({ it: { b: 2, 10: 3 } });
    // Numbers come first in objects, but not under the fingers of somebody.
    expect(field('Key of it entry 2')).toHaveValue('10');

    await user.clear(field('Key of it entry 2'));
    await user.type(field('Key of it entry 2'), 'b');
    expect(screen.getByText(/There is an entry 'b' already/)).toBeVisible();
    expect(seen.values).toEqual({ it: { b: 2, '': 3 } });
    await user.tab();
    expect(field('Key of it entry 2')).toHaveValue('');
    await user.type(field('Key of it entry 2'), '__proto__');
    expect(Object.entries(seen.values.it as JsonObject)).toEqual([
      ['b', 2],
      ['__proto__', 3],
    ]);
    await user.click(button('Remove it b'));
    expect(Object.keys(seen.values.it as JsonObject)).toEqual(['__proto__']);
  });

  it('edits objects in maps, with attributes that may be left out', async () => {
    const user = userEvent.setup();
    const versionSchema = schemaFor(vpc, {
      description: [
        'The network.',
        '- `name` - (Required) How it is called.',
        '- `subnets` - (Optional) Parts of it.',
        '  - `cidr` - (Required) The range of the part.',
      ].join('\n'),
    });
    const seen = show(versionSchema);
    await user.type(
      await screen.findByRole('textbox', { name: 'it name' }),
      'n',
    );
    const row = screen.getByRole('group', { name: 'Variable it' });
    expect(row).toHaveTextContent("Not set: the module's default 16 is used");
    expect(row).toHaveTextContent('(Required) How it is called.');
    // A long type is told in short.
    expect(row).not.toHaveTextContent('object({');

    await user.click(button('Set it size'));
    expect(seen.values).toEqual({ it: { name: 'n' } });
    await user.type(field('it size'), '8');
    await user.click(button('Set it public'));
    await user.click(screen.getByRole('radio', { name: 'true' }));
    await user.click(button('Set it subnets'));
    await user.click(button('Add entry to it subnets'));
    await user.type(field('Key of it subnets entry 1'), 'a/b');
    expect(row).toHaveTextContent('(Required) The range of the part.');
    await user.click(button('Add entry to it subnets a/b ports'));
    await user.type(field('it subnets a/b ports entry 1'), '80');
    expect(
      validateVariables(versionSchema, {
        values: seen.values as never,
        unsetSensitive: [],
      }),
    ).toEqual({ it: 'subnets, a/b, cidr: A value is needed.' });
    await user.click(field('it subnets a/b cidr'));
    await user.tab();
    expect(field('it subnets a/b cidr')).toHaveAccessibleDescription(
      'A value is needed.',
    );
    await user.type(field('it subnets a/b cidr'), '10.0.0.0/8');
    await user.click(button('Set it subnets a/b note'));
    expect(seen.values).toEqual({
      it: {
        name: 'n',
        size: 8,
        public: true,
        subnets: { 'a/b': { ports: [80], cidr: '10.0.0.0/8', note: '' } },
      },
    });

    await user.click(button('Unset it subnets a/b note'));
    await user.click(button('Unset it size'));
    await user.click(button('Set to null: it name'));
    expect(seen.values).toEqual({
      it: {
        name: null,
        public: true,
        subnets: { 'a/b': { ports: [80], cidr: '10.0.0.0/8' } },
      },
    });
    await user.click(button('Set a value for it name'));
    await user.type(field('it name'), 'm');
    expect(seen.values.it).toMatchObject({ name: 'm' });
  }, 30_000);

  it('shows what an older version had, and takes it away when asked', async () => {
    const user = userEvent.setup();
    const seen = show(schemaFor('object({ a = list(string), b = number })'), {
      a: 'text',
      b: 1,
      gone: true,
    });
    await user.click(
      await screen.findByRole('button', { name: 'Remove it gone' }),
    );
    await user.click(button('Replace it a'));
    expect(seen.values).toEqual({ it: { a: [], b: 1 } });
  });

  it('fills the elements of a tuple', async () => {
    const user = userEvent.setup();
    const versionSchema = schemaFor('tuple([string, number, list(bool)])');
    const seen = show(versionSchema);
    await user.type(
      await screen.findByRole('textbox', { name: 'it element 2' }),
      '7',
    );
    expect(seen.values).toEqual({ it: [null, 7, null] });
    await user.type(field('it element 1'), 'x');
    await user.click(button('Add entry to it element 3'));
    await user.click(screen.getByRole('radio', { name: 'false' }));
    expect(seen.values).toEqual({ it: ['x', 7, [false]] });
    expect(
      validateVariables(versionSchema, {
        values: seen.values as never,
        unsetSensitive: [],
      }),
    ).toEqual({});
  });

  it('builds a value of any type from its kinds', async () => {
    const user = userEvent.setup();
    const seen = show(schemaFor('any'));
    await screen.findByRole('group', { name: 'Variable it' });
    await pickKind(user, 'Kind of it', 'Map');
    expect(seen.values).toEqual({ it: {} });
    await user.click(button('Add entry to it'));
    await user.keyboard('list');
    await pickKind(user, 'Kind of it list', 'List');
    await user.click(button('Add entry to it list'));
    await pickKind(user, 'Kind of it list entry 1', 'Number');
    await user.type(field('it list entry 1'), '1.5');
    await user.click(button('Add entry to it list'));
    await user.type(field('it list entry 2'), '12');
    await user.click(button('Add entry to it list'));
    await pickKind(user, 'Kind of it list entry 3', 'Yes or no');
    await user.click(screen.getByRole('radio', { name: 'true' }));
    await user.click(button('Add entry to it list'));
    await pickKind(user, 'Kind of it list entry 4', 'Nothing (null)');
    expect(seen.values).toEqual({ it: { list: [1.5, '12', true, null] } });
    // Text that is a number becomes one, and the other way round.
    await pickKind(user, 'Kind of it list entry 2', 'Number');
    await pickKind(user, 'Kind of it list entry 1', 'Text');
    expect(seen.values).toEqual({ it: { list: ['1.5', 12, true, null] } });
    await user.clear(field('it list entry 2'));
    await user.type(field('it list entry 2'), 'x');
    expect(screen.getByRole('alert')).toHaveTextContent('sent as text');
  }, 30_000);

  it('hides what is typed for a sensitive object', async () => {
    const user = userEvent.setup();
    const seen = show(
      schemaFor('object({ user = string, keys = list(string) })', {
        sensitive: true,
      }),
      undefined,
      { storedSensitive: ['it'] },
    );
    const input = await screen.findByLabelText('it user');
    expect(input).toHaveAttribute('type', 'password');
    await user.type(input, 'root');
    await user.click(button('Add entry to it keys'));
    await user.type(screen.getByLabelText('it keys entry 1'), 'hunter2');
    expect(seen.values).toEqual({ it: { user: 'root', keys: ['hunter2'] } });
    expect(document.body).not.toHaveTextContent('hunter2');
    await user.click(button('Clear what was entered for it'));
    expect(seen.values).toEqual({});
  });

  it('stays usable with five hundred entries', async () => {
    const user = userEvent.setup();
    const many = Array.from({ length: 500 }, (_, index) => `zone-${index + 1}`);
    const seen = show(
      schemaFor('list(string)'),
      [...many.slice(0, 399), 7, ...many.slice(400)],
      { showErrors: true },
    );
    await screen.findByText('Entries 1–25 of 500');
    expect(screen.getAllByRole('textbox')).toHaveLength(25);
    await user.click(button('Next entries of it'));
    const edited = field('it entry 30');
    await user.clear(edited);
    await user.type(edited, 'other');
    expect(edited).toHaveFocus();
    expect((seen.values.it as string[])[29]).toBe('other');
    // What is wrong further on is found without turning all the pages.
    await user.click(button('Go to entry 400, which needs attention'));
    await user.click(button('Replace it entry 400'));
    expect((seen.values.it as string[])[399]).toBe('');
    await user.click(button('Add entry to it'));
    expect(field('it entry 501')).toHaveFocus();
  }, 30_000);

  it.each<[string, JsonValue]>([
    ['string', 'text with "quotes" and ${interpolation}'],
    ['string', ''],
    ['number', 1.5],
    ['number', -0.000001],
    ['bool', false],
    ['list(string)', []],
    ['list(string)', ['a', '', 'a']],
    ['set(number)', [3, 1, 2]],
    ['map(string)', { b: '1', a: '' }],
    ['map(list(map(bool)))', { x: [{ y: true }, {}] }],
    ['tuple([string, number, bool])', ['a', 1, true]],
    ['tuple([])', []],
    ['any', { a: [1, 'x', null, true, { b: [] }], c: {} }],
    ['any', null],
    ['list(any)', [{ a: 1 }, { a: 2 }]],
    ['object({})', {}],
    [
      vpc,
      {
        name: 'n',
        public: null,
        zones: [],
        subnets: { a: { cidr: 'c', ports: [1, 2], note: '' } },
      },
    ],
    [
      'list(object({ a = optional(string), b = optional(any) }))',
      [{}, { a: 'x', b: [null] }],
    ],
  ])(
    'shows a value of %s and changes nothing by itself',
    async (type, value) => {
      const user = userEvent.setup();
      const before = JSON.stringify(value);
      const versionSchema = schemaFor(type);
      const seen = show(versionSchema, value, { showErrors: true });
      const row = await screen.findByRole('group', { name: 'Variable it' });
      expect(seen.changes).toBe(0);
      expect(within(row).queryByRole('alert')).not.toBeInTheDocument();
      // There and back again through every text and number that is shown.
      const inputs = within(row)
        .queryAllByRole<HTMLInputElement>('textbox')
        .filter(
          input => !input.getAttribute('aria-label')?.startsWith('Key of'),
        );
      const texts = inputs.map(input => input.value);
      for (const input of inputs) {
        await user.click(input);
        await user.keyboard('1{Backspace}');
      }
      expect(inputs.map(input => input.value)).toEqual(texts);
      const after = 'it' in seen.values ? seen.values.it : '';
      expect(JSON.stringify(after)).toBe(before);
    },
  );
});
