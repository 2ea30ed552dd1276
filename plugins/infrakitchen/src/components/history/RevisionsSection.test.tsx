import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../__testUtils__';
import { RevisionsSection } from './RevisionsSection';

const revision = (number: number, name: string) => ({
  revision: number,
  createdAt: '2026-11-01T10:00:00Z',
  createdBy: 'user:default/guest',
  snapshot: { name },
});

function show(api: object) {
  const onRestored = jest.fn(async () => undefined);
  renderPage(
    'projects',
    <RevisionsSection
      kind="project"
      id="project-1"
      revision={3}
      onRestored={onRestored}
    />,
    {
      api: {
        listRevisions: jest.fn(async () => ({
          items: [revision(3, 'c'), revision(2, 'b'), revision(1, 'a')],
        })),
        ...api,
      },
    },
  );
  return onRestored;
}

async function choose(
  user: ReturnType<typeof userEvent.setup>,
  label: RegExp,
  option: RegExp,
) {
  await user.click(await screen.findByRole('button', { name: label }));
  await user.click(await screen.findByRole('option', { name: option }));
}

describe('RevisionsSection', () => {
  it('compares any two revisions and hides what is sensitive', async () => {
    const user = userEvent.setup();
    const compareRevisions = jest.fn(async () => ({
      from: revision(1, 'a'),
      to: revision(3, 'c'),
      fields: [
        { field: 'name', sensitive: false, before: 'a', after: 'c' },
        { field: 'values.password', sensitive: true },
      ],
    }));
    show({ compareRevisions });
    await choose(user, /Compare revision/, /^Revision 1/);
    await choose(user, /With revision/, /^Revision 3/);
    const table = within(
      await screen.findByRole('region', { name: 'Revision 1 and revision 3' }),
    );
    const name = within(await table.findByRole('row', { name: /^name/ }));
    expect(name.getByText('a')).toBeInTheDocument();
    expect(name.getByText('c')).toBeInTheDocument();
    expect(
      within(table.getByRole('row', { name: /password/ })).getAllByText(
        'sensitive, not shown',
      ),
    ).toHaveLength(2);
    expect(compareRevisions).toHaveBeenCalledWith(
      'project',
      'project-1',
      { from: 1, to: 3 },
      expect.anything(),
    );
  }, 30_000);

  it('restores after a question and says what came back', async () => {
    const user = userEvent.setup();
    const restoreRevision = jest.fn(async () => ({
      revision: 4,
      fields: ['name'],
      skipped: ['values.password'],
    }));
    const onRestored = show({ restoreRevision });
    await user.click(
      await screen.findByRole('button', { name: /^Revision 1/ }),
    );
    await user.click(
      await screen.findByRole('button', { name: 'Restore revision 1' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Restore' }));
    expect(
      await screen.findByText('Restored from revision 1: name'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Not restored: values.password.'),
    ).toBeInTheDocument();
    expect(restoreRevision).toHaveBeenCalledWith('project', 'project-1', 1, {
      revision: 3,
    });
    await waitFor(() => expect(onRestored).toHaveBeenCalled());
  }, 30_000);
});
