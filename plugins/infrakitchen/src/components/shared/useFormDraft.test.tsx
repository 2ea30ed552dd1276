import { useState } from 'react';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { identityApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { DraftNotice } from './DraftNotice';
import { useFormDraft } from './useFormDraft';

function NameForm(props: { base?: string }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [isEdited, setEdited] = useState(false);
  const draft = useFormDraft({
    object: 'thing/1',
    base: props.base,
    isEdited,
    value: { name },
    omitted: password ? ['password'] : [],
    onRestore: found => setName(found.name),
  });
  return (
    <>
      <DraftNotice
        draft={draft}
        onDiscard={() => {
          setEdited(false);
          setName('');
        }}
      />
      <input
        aria-label="Name"
        value={name}
        onChange={event => {
          setEdited(true);
          setName(event.target.value);
        }}
      />
      <input
        aria-label="Password"
        value={password}
        onChange={event => {
          setEdited(true);
          setPassword(event.target.value);
        }}
      />
      <button onClick={draft.forget}>Save</button>
    </>
  );
}

/** The page as it is when it was loaded again. */
function load(options: { user?: string; base?: string } = {}) {
  const { user = 'user:default/developer', base } = options;
  return renderInTestApp(<NameForm base={base} />, {
    apis: [[identityApiRef, mockApis.identity({ userEntityRef: user })]],
  });
}

const field = () => screen.findByRole('textbox', { name: 'Name' });

describe('useFormDraft', () => {
  beforeEach(() => {
    sessionStorage.clear();
    jest.useFakeTimers({
      now: new Date(2026, 0, 1, 12, 3),
      advanceTimers: true,
    });
  });
  afterEach(() => jest.useRealTimers());

  const user = () =>
    userEvent.setup({ advanceTimers: jest.advanceTimersByTime });

  it('puts an unfinished form back and says so, until it is saved', async () => {
    const first = load();
    await user().type(await field(), 'shop');
    await user().type(
      screen.getByRole('textbox', { name: 'Password' }),
      'hunter2',
    );
    expect(JSON.stringify({ ...sessionStorage })).not.toContain('hunter2');
    first.unmount();

    const second = load();
    expect(
      await screen.findByText(/^Draft of 12:03.* restored$/),
    ).toBeVisible();
    expect(screen.getByText(/type them again: password/)).toBeVisible();
    expect(await field()).toHaveValue('shop');
    await user().type(await field(), 's');
    second.unmount();

    const third = load();
    await screen.findByText(/restored$/);
    // It is still to be typed again.
    expect(screen.getByText(/type them again: password/)).toBeVisible();
    expect(await field()).toHaveValue('shops');
    await user().click(screen.getByRole('button', { name: 'Save' }));
    expect(sessionStorage).toHaveLength(0);
    third.unmount();

    load();
    expect(await field()).toHaveValue('');
    expect(screen.queryByText(/Draft/)).not.toBeInTheDocument();
  });

  it('lets go of it when asked, and keeps what is typed afterwards', async () => {
    const first = load();
    await user().type(await field(), 'shop');
    first.unmount();
    const second = load();
    await user().click(
      await screen.findByRole('button', { name: 'Discard draft' }),
    );
    expect(await field()).toHaveValue('');
    expect(sessionStorage).toHaveLength(0);
    await user().type(await field(), 'other');
    second.unmount();
    load();
    await screen.findByText(/restored$/);
    expect(await field()).toHaveValue('other');
  });

  it('only offers what started from an earlier state', async () => {
    const first = load({ base: '1' });
    await user().type(await field(), 'shop');
    first.unmount();
    load({ base: '2' });
    expect(
      await screen.findByText(/^There is a draft of 12:03/),
    ).toBeInTheDocument();
    expect(await field()).toHaveValue('');
    await user().click(screen.getByRole('button', { name: 'Use the draft' }));
    expect(await field()).toHaveValue('shop');
    expect(screen.getByText(/restored$/)).toBeVisible();
  });

  it('belongs to who wrote it', async () => {
    const first = load();
    await user().type(await field(), 'shop');
    first.unmount();
    load({ user: 'user:default/approver' });
    expect(await field()).toHaveValue('');
    expect(screen.queryByText(/Draft/)).not.toBeInTheDocument();
  });
});
