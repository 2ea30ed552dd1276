import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import App from './App';

describe('App', () => {
  beforeEach(() => {
    window.localStorage.clear();
    process.env = {
      NODE_ENV: 'test',
      APP_CONFIG: [
        {
          data: {
            app: { title: 'Test portal' },
            backend: { baseUrl: 'http://localhost:7007' },
          },
          context: 'test',
        },
      ] as any,
    };
  });

  it('offers the demo identities and signs in with the chosen provider', async () => {
    const asked: string[] = [];
    global.fetch = jest.fn(async (input: RequestInfo | URL) => {
      asked.push(String(input instanceof Request ? input.url : input));
      return new Response('{}', { status: 503 });
    });
    render(App.createRoot());

    expect(
      await screen.findByRole(
        'heading',
        { name: 'Test portal' },
        { timeout: 20_000 },
      ),
    ).toBeInTheDocument();
    for (const name of ['Platform engineer (guest)', 'Developer', 'Approver']) {
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
});
