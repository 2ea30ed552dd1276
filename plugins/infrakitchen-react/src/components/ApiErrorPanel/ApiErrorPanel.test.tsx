import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
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

  it('knows a lost race from other refusals', () => {
    const conflict = Object.assign(new Error('x'), { statusCode: 412 });
    const other = Object.assign(new Error('x'), {
      statusCode: 409,
      code: 'run_active',
    });
    expect(isRevisionConflict(conflict)).toBe(true);
    expect(isRevisionConflict(other)).toBe(false);
  });
});
