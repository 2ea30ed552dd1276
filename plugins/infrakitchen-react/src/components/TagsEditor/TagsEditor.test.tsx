import { useState } from 'react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { Entry } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { TagsEditor, validateEntries } from './TagsEditor';

describe('TagsEditor', () => {
  it('adds, edits and removes entries and shows what is inherited', async () => {
    const user = userEvent.setup();
    let result: Entry[] = [];
    function Harness() {
      const [entries, setEntries] = useState<Entry[]>([]);
      result = entries;
      return (
        <TagsEditor
          noun="Tag"
          entries={entries}
          onChange={setEntries}
          required={['team']}
          inherited={[
            {
              name: 'env',
              value: 'prod',
              own: false,
              inheritedByChildren: true,
              resource: { id: 'r1', name: 'eu-prod' },
            },
          ]}
        />
      );
    }
    renderInTestApp(<Harness />);
    expect(await screen.findByText('env = prod')).toBeInTheDocument();
    expect(screen.getByText('Required by the template: team.')).toBeVisible();

    await user.click(screen.getByRole('button', { name: 'Add tag' }));
    const row = within(screen.getByRole('group', { name: 'Tag 1' }));
    await user.type(row.getByLabelText('Tag name'), 'team');
    await user.type(row.getByLabelText('Tag value'), 'shop');
    await user.click(row.getByLabelText('Inherited by children'));
    expect(result).toEqual([
      { name: 'team', value: 'shop', inheritedByChildren: false },
    ]);
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();

    await user.click(screen.getByRole('button', { name: 'Remove tag team' }));
    expect(result).toEqual([]);
  });

  it('refuses bad and doubled names', () => {
    expect(validateEntries([{ name: '', value: '' }])).toMatch(/needs a name/);
    expect(validateEntries([{ name: '1x', value: '' }])).toMatch(/no valid/);
    expect(
      validateEntries([
        { name: 'a', value: '' },
        { name: 'a', value: '' },
      ]),
    ).toMatch(/twice/);
  });
});
