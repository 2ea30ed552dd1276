import { githubAuthApiRef } from '@backstage/core-plugin-api';
import { configApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { SignInPage } from './SignInPage';

const CHOICE = 'infrakitchen.signIn.provider';

describe('SignInPage with an account', () => {
  const session = {
    token: 'token',
    identity: {
      type: 'user' as const,
      userEntityRef: 'user:default/developer',
      ownershipEntityRefs: [],
    },
  };
  const getBackstageIdentity = jest.fn();
  const signOut = jest.fn(async () => {});
  const onSignInSuccess = jest.fn();

  beforeEach(() => {
    jest.resetAllMocks();
    window.localStorage.clear();
  });

  function open() {
    const config = mockApis.config({
      data: {
        auth: {
          environment: 'production',
          providers: { github: { production: {} } },
        },
      },
    });
    const github: any = { getBackstageIdentity, signOut };
    render(
      <TestApiProvider
        apis={[
          [configApiRef, config],
          [githubAuthApiRef, github],
        ]}
      >
        <SignInPage onSignInSuccess={onSignInSuccess} />
      </TestApiProvider>,
    );
  }
  const button = () =>
    screen.findByRole('button', { name: 'Sign in with GitHub' });

  it('signs in with a window, and remembers it until sign-out', async () => {
    getBackstageIdentity.mockResolvedValue(session);
    open();
    await userEvent.click(await button());
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    expect(getBackstageIdentity.mock.calls).toEqual([[{ instantPopup: true }]]);
    expect(window.localStorage.getItem(CHOICE)).toBe('github');

    const [identity] = onSignInSuccess.mock.calls[0];
    expect((await identity.getBackstageIdentity()).userEntityRef).toBe(
      'user:default/developer',
    );
    await identity.signOut();
    expect(signOut).toHaveBeenCalled();
    expect(window.localStorage.getItem(CHOICE)).toBeNull();
  });

  it('goes on with a session that is there, without a window', async () => {
    window.localStorage.setItem(CHOICE, 'github');
    getBackstageIdentity.mockResolvedValue(session);
    open();
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    expect(getBackstageIdentity.mock.calls).toEqual([[{ optional: true }]]);
  });

  it('says where nobody can sign in, and why it was refused', async () => {
    getBackstageIdentity.mockResolvedValueOnce(undefined);
    open();
    await userEvent.click(await button());
    expect(
      await screen.findByText(/production.signIn.resolvers is missing/),
    ).toBeInTheDocument();

    getBackstageIdentity.mockRejectedValueOnce(new Error('User not found'));
    await userEvent.click(await button());
    expect(await screen.findByText(/User not found/)).toBeInTheDocument();
    expect(onSignInSuccess).not.toHaveBeenCalled();
    expect(window.localStorage.getItem(CHOICE)).toBeNull();
  });
});
