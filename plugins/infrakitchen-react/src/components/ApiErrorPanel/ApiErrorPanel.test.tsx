import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  adviseOn,
  type Diagnostic,
  type RunError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ApiErrorPanel, isRevisionConflict } from '.';

describe('ApiErrorPanel', () => {
  it('shows message, code, culprits with links, positions and the way out', async () => {
    const onRetry = jest.fn();
    const error = Object.assign(new Error('The module has a syntax error'), {
      statusCode: 400,
      code: 'module_syntax',
      hint: 'Mend the file and push again.',
      culprits: [{ kind: 'resource', id: 'r1', name: 'eu-prod' }],
      diagnostics: [
        {
          severity: 'error',
          summary: 'Argument or block definition required',
          detail: 'An argument was expected here.',
          position: { file: 'main.tf', line: 3, column: 7 },
        },
      ],
    });
    renderInTestApp(
      <ApiErrorPanel
        error={error}
        title="The module cannot be read"
        culpritHref={culprit => `/resources/${culprit.id}`}
        onRetry={onRetry}
      />,
    );

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The module has a syntax error',
    );
    expect(screen.getByText('main.tf:3:7')).toBeInTheDocument();
    expect(screen.getByText('module_syntax')).toBeInTheDocument();
    expect(
      screen.getByText('Mend the file and push again.', { exact: false }),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'eu-prod' })).toHaveAttribute(
      'href',
      '/resources/r1',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(onRetry).toHaveBeenCalledTimes(1);
  });

  it('does not lead to what is not there', async () => {
    const missing = Object.assign(new Error("There is no resource 'r1'"), {
      statusCode: 404,
      culprits: [{ kind: 'resource', id: 'r1' }],
    });
    renderInTestApp(
      <ApiErrorPanel
        error={missing}
        culpritHref={culprit => `/resources/${culprit.id}`}
      />,
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      "There is no resource 'r1'",
    );
    expect(screen.queryByRole('link')).not.toBeInTheDocument();
  });

  it('says in words of its own that nothing answers', async () => {
    renderInTestApp(<ApiErrorPanel error={new TypeError('Failed to fetch')} />);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The backend cannot be reached');
    expect(alert).not.toHaveTextContent('Failed to fetch');
  });

  it.each([
    [409, 'version_enabled', false],
    [409, undefined, true],
    [404, 'path_not_found', false],
    [404, 'resource_not_found', true],
  ])('advises on %s %s: %s', async (statusCode, code, advises) => {
    const error = Object.assign(new Error('Refused'), { statusCode, code });
    renderInTestApp(<ApiErrorPanel error={error} />);
    const alert = await screen.findByRole('alert');
    expect(alert.textContent?.includes('What to do:')).toBe(advises);
  });

  it('knows a lost race from other refusals', () => {
    const conflict = Object.assign(new Error('x'), { statusCode: 412 });
    const other = Object.assign(new Error('x'), {
      statusCode: 409,
      code: 'run_active',
    });
    expect(isRevisionConflict(conflict)).toBe(true);
    expect(isRevisionConflict(other)).toBe(false);
  });

  it('does not send to the owner where an operator has to allow a host', async () => {
    const refused = (code: string) =>
      Object.assign(new Error(code), { statusCode: 403, code });
    renderInTestApp(
      <>
        <ApiErrorPanel error={refused('host_not_allowed')} title="No" />
        <ApiErrorPanel error={refused('role_missing')} title="No" />
      </>,
    );
    expect(await screen.findAllByRole('alert')).toHaveLength(2);
    expect(screen.getAllByText(/Ask the owner/)).toHaveLength(1);
  });

  describe('with what the engine said', () => {
    const diagnostic: Diagnostic = {
      severity: 'error',
      summary: 'Invalid function argument',
      detail: 'cannot convert "huge-x" to number',
      address: 'module.this.a.b',
      position: { file: 'network/main.tf', line: 10, column: 20 },
      snippet: {
        context: 'locals',
        code: '  count = tonumber(\n    var.size\n  )',
        startLine: 9,
        highlight: { start: 24, end: 32 },
        values: [{ expression: 'var.size', statement: 'is "huge"' }],
      },
    };
    const failure: RunError = {
      code: 'engine_failed',
      message: 'Invalid function argument: cannot convert "huge-x" to number',
      hint: adviseOn(diagnostic)!.text,
      diagnostics: [diagnostic],
    };

    it('shows the code, the marked line and what to try, each once', async () => {
      renderInTestApp(
        <ApiErrorPanel
          error={failure}
          title="The run failed in phase plan"
          diagnosticHref={() => '?line=7'}
        />,
      );
      const code = await screen.findByLabelText('Code');
      expect(code.querySelectorAll('[data-line]')).toHaveLength(3);
      expect(code.querySelector('[data-line="10"]')).toHaveTextContent('▸ 10');
      expect(code.querySelector('mark')).toHaveTextContent(/^var\.size$/);
      expect(screen.getByText('in locals')).toBeInTheDocument();
      expect(screen.getByLabelText('Values in it')).toHaveTextContent(
        'var.size is "huge"',
      );
      expect(screen.getByText('network/main.tf:10:20')).toBeInTheDocument();
      expect(screen.getAllByText(/cannot convert/)).toHaveLength(1);
      expect(screen.getByText('What to try:')).toBeInTheDocument();
      expect(screen.queryByText('What to do:')).not.toBeInTheDocument();
      expect(screen.getByRole('link', { name: 'In the log' })).toHaveAttribute(
        'href',
        expect.stringContaining('?line=7'),
      );
    });

    it('shows the first of many, and the others on request', async () => {
      const diagnostics = Array.from({ length: 12 }, (_, index) => ({
        ...diagnostic,
        summary: `Problem ${index}`,
      }));
      renderInTestApp(
        <ApiErrorPanel error={{ ...failure, diagnostics }} title="Failed" />,
      );
      expect(await screen.findByText(/Problem 4/)).toBeInTheDocument();
      expect(screen.queryByText(/Problem 5/)).not.toBeInTheDocument();
      await userEvent.click(
        screen.getByRole('button', { name: 'Show all 12' }),
      );
      expect(screen.getByText(/Problem 11/)).toBeInTheDocument();
    });
  });
});
