import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { LogLine } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { RunLog } from './RunLog';
import { toLogText } from './logRows';

const line = (
  seq: number,
  phase: LogLine['phase'],
  level: LogLine['level'],
  message: string,
): LogLine => ({ seq, phase, level, message, at: '2026-11-01T10:00:00Z' });

const lines = [
  line(1, 'init', 'info', 'Initializing provider plugins'),
  line(
    2,
    'plan',
    'info',
    '\u001b[1mdemo_\u001b[32mbucket\u001b[0m.logs: <b>Refreshing</b>\u001b[2K',
  ),
  line(3, 'plan', 'warn', 'Deprecated attribute'),
  line(4, 'apply', 'error', 'Quota exceeded'),
  line(5, 'apply', 'debug', 'retrying in 1 s'),
];

describe('RunLog', () => {
  it('shows phases and lines, searches and filters', async () => {
    const user = userEvent.setup();
    renderInTestApp(
      <RunLog lines={lines} connection="polling" fileName="run.log" />,
    );
    const log = within(await screen.findByRole('log', { name: 'Run log' }));
    expect(
      log.getAllByRole('heading').map(heading => heading.textContent),
    ).toEqual(['Init', 'Plan', 'Apply']);
    expect(log.getByText('Initializing provider plugins')).toBeInTheDocument();
    expect(log.queryByText('retrying in 1 s')).not.toBeInTheDocument();
    expect(screen.getByRole('status')).toHaveTextContent(
      'Live updates are not available',
    );

    await user.type(screen.getByLabelText('Search log'), 'quota');
    expect(log.getByText('Quota exceeded')).toBeInTheDocument();
    expect(log.queryByText('Deprecated attribute')).not.toBeInTheDocument();
  });

  it('shows the colours of programs, and no markup', async () => {
    const user = userEvent.setup();
    renderInTestApp(
      <RunLog lines={lines} connection="ended" fileName="run.log" />,
    );
    const log = within(await screen.findByRole('log', { name: 'Run log' }));
    // Found though a colour begins in the middle of the word.
    await user.type(screen.getByLabelText('Search log'), 'demo_bucket.l');
    const bold = log.getByText('demo_');
    expect(bold).toHaveClass('bold', { exact: true });
    expect(log.getByText('bucket')).toHaveClass('green', 'bold');
    expect(bold.parentElement).toHaveTextContent(
      /^demo_bucket\.logs: <b>Refreshing<\/b>$/,
    );
    expect(bold.parentElement?.querySelectorAll(':not(span)')).toHaveLength(0);
  });

  it('leads to a line, and does not scroll away from it', async () => {
    renderInTestApp(
      <RunLog
        lines={lines}
        connection="live"
        fileName="run.log"
        anchor={3}
        anchorHref={seq => `?line=${seq}`}
      />,
    );
    const log = within(await screen.findByRole('log', { name: 'Run log' }));
    const link = log.getByRole('link', { name: /link to line 3$/ });
    expect(link).toHaveAttribute('href', '/?line=3');
    expect(link.parentElement).toHaveAttribute('aria-current', 'location');
    expect(
      screen.getByRole('switch', { name: 'Follow log' }),
    ).not.toBeChecked();
  });

  it('writes the log as text', () => {
    expect(toLogText(lines.slice(1, 2))).toBe(
      '2026-11-01T10:00:00Z [plan] INFO demo_bucket.logs: <b>Refreshing</b>\n',
    );
  });
});
