import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createPortal } from './App';

describe('App', () => {
  const demo = {
    guest: {},
    'demo-developer': {},
    'demo-approver': {},
    'demo-auditor': {},
  };
  const github = {
    environment: 'production',
    providers: { github: { production: {} } },
  };
  let asked: string[];

  beforeEach(() => {
    window.localStorage.clear();
    asked = [];
    global.fetch = jest.fn(async (input: RequestInfo | URL) => {
      asked.push(String(input instanceof Request ? input.url : input));
      return new Response('{}', { status: 503 });
    });
  });

  /** Opens the portal with what the backend lets it see of `auth`. */
  async function open(auth: object) {
    process.env = {
      NODE_ENV: 'test',
      APP_CONFIG: [
        {
          data: {
            app: { title: 'Test portal' },
            backend: { baseUrl: 'http://localhost:7007' },
            auth,
          },
          context: 'test',
        },
      ] as any,
    };
    render(createPortal().createRoot());
    await screen.findByRole(
      'heading',
      { name: 'Test portal' },
      { timeout: 20_000 },
    );
    return screen
      .queryAllByRole('button', { name: /^Sign in/ })
      .map(button => button.getAttribute('aria-label'));
  }

  it('offers the demo identities and signs in with the chosen provider', async () => {
    await open({ environment: 'development', providers: demo });
    for (const name of [
      'Platform engineer (guest)',
      'Developer',
      'Approver',
      'Auditor',
    ]) {
      expect(
        screen.getByRole('button', { name: `Sign in as ${name}` }),
      ).toBeInTheDocument();
    }

    await userEvent.click(
      screen.getByRole('button', { name: 'Sign in as Developer' }),
    );
    await waitFor(() =>
      expect(asked).toContain(
        'http://localhost:7007/api/auth/demo-developer/refresh',
      ),
    );
    // A failure leads back to the choice instead of a dead end.
    expect(await screen.findByText('Signing in failed')).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Sign in as Approver' }),
    ).toBeInTheDocument();
  }, 60_000);

  it('offers accounts beside the demo in development', async () => {
    expect(
      await open({
        environment: 'development',
        providers: {
          guest: {},
          github: { development: {} },
          microsoft: { production: {} },
        },
      }),
    ).toEqual(['Sign in with GitHub', 'Sign in as Platform engineer (guest)']);
  }, 60_000);

  it('offers nobody without a password in production', async () => {
    expect(
      await open({
        environment: 'production',
        providers: {
          ...demo,
          github: { production: {} },
          microsoft: { production: {} },
        },
      }),
    ).toEqual(['Sign in with GitHub', 'Sign in with Microsoft']);
  }, 60_000);

  it('does not sign in as the guest of before in production', async () => {
    window.localStorage.setItem('infrakitchen.signIn.provider', 'guest');
    expect(await open({ environment: 'production', providers: demo })).toEqual(
      [],
    );
    expect(
      screen.getByText('No way to sign in is configured'),
    ).toBeInTheDocument();
    expect(asked.join()).not.toContain('/guest/');
  }, 60_000);

  it('opens the window of the provider for its own environment', async () => {
    const opened = jest.spyOn(window, 'open').mockReturnValue(null);
    await open(github);
    await userEvent.click(
      screen.getByRole('button', { name: 'Sign in with GitHub' }),
    );
    await waitFor(() => expect(opened).toHaveBeenCalled());
    const [url] = opened.mock.calls[0];
    expect(String(url)).toMatch(
      /^http:\/\/localhost:7007\/api\/auth\/github\/start\?.*env=production/,
    );
    // The window was blocked.
    expect(await screen.findByText('Signing in failed')).toBeInTheDocument();
  }, 60_000);

  it('asks for the session of before, and for a click where it is over', async () => {
    window.localStorage.setItem('infrakitchen.signIn.provider', 'github');
    expect(await open(github)).toEqual(['Sign in with GitHub']);
    expect(asked.join()).toContain('/api/auth/github/refresh?optional');
  }, 60_000);
});
