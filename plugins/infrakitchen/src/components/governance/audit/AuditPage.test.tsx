import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../../__testUtils__';
import { GovernanceRouter } from '../GovernanceRouter';
import { auditQuery } from './auditQuery';

const entry = {
  id: '1',
  at: '2026-11-01T10:00:00Z',
  action: 'run.approved',
  outcome: 'succeeded' as const,
  entityKind: 'resource',
  entityId: 'resource-1',
  entityName: 'eu-net',
  actor: 'user:default/approver',
  actorKind: 'user',
  detail: { runId: '37e4ffe0-a4d2-41f3-871a-b408e1b53d15', digest: 'abc' },
};

describe('AuditPage', () => {
  it('shows what was done to what, filtered as the URL says', async () => {
    const user = userEvent.setup();
    const api = {
      listAudit: jest.fn(async () => ({ items: [entry], nextCursor: 'next' })),
    };
    renderPage('governance', <GovernanceRouter />, {
      path: '/audit?outcome=succeeded&actor=user:default/approver',
      api,
    });
    const row = within(
      await screen.findByRole('row', { name: /Run approved/ }),
    );
    expect(row.getByRole('link', { name: 'eu-net' })).toHaveAttribute(
      'href',
      '/infrakitchen/resources/resource-1',
    );
    expect(row.getByRole('link', { name: 'Run 37e4ffe0' })).toHaveAttribute(
      'href',
      '/infrakitchen/runs/37e4ffe0-a4d2-41f3-871a-b408e1b53d15',
    );
    expect(row.getByRole('term')).toHaveTextContent('digest');
    expect(row.getByRole('definition')).toHaveTextContent('abc');
    const filter = ['actor=user:default/approver', 'outcome=succeeded'];
    expect(api.listAudit).toHaveBeenCalledWith(
      { filter, cursor: undefined },
      expect.anything(),
    );

    await user.click(screen.getByRole('button', { name: /Next/ }));
    await waitFor(() =>
      expect(api.listAudit).toHaveBeenLastCalledWith(
        { filter, cursor: 'next' },
        expect.anything(),
      ),
    );
    await user.type(
      screen.getByRole('textbox', { name: 'Action' }),
      'run.approved{Enter}',
    );
    await waitFor(() =>
      expect(api.listAudit).toHaveBeenLastCalledWith(
        {
          filter: [filter[0], 'action=run.approved', filter[1]],
          cursor: undefined,
        },
        expect.anything(),
      ),
    );
  }, 30_000);

  it('saves what is filtered as a file', async () => {
    const user = userEvent.setup();
    const saved: string[] = [];
    const click = jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function save(this: HTMLAnchorElement) {
        saved.push(this.download);
      });
    URL.createObjectURL = jest.fn(() => 'blob:audit');
    URL.revokeObjectURL = jest.fn();
    const api = {
      listAudit: async () => ({ items: [entry] }),
      exportAudit: jest.fn(
        async () => ({ blob: async () => new Blob(['id,at\r\n']) } as Response),
      ),
    };
    renderPage('governance', <GovernanceRouter />, {
      path: '/audit?entityKind=resource',
      api,
    });
    await user.click(
      await screen.findByRole('button', { name: 'Export as CSV' }),
    );
    await waitFor(() => expect(saved).toEqual(['infrakitchen-audit.csv']));
    expect(api.exportAudit).toHaveBeenCalledWith({
      filter: ['entityKind=resource'],
      format: 'csv',
    });
    click.mockRestore();
  }, 20_000);
});

describe('auditQuery', () => {
  const query = (text: string) => {
    const params = new URLSearchParams(text);
    return auditQuery(name => params.get(name) ?? '');
  };

  it('takes whole days, the last one included', () => {
    expect(query('from=2026-11-01&to=2026-11-30')).toEqual({
      filter: [],
      from: new Date(2026, 10, 1).toISOString(),
      to: new Date(2026, 11, 1).toISOString(),
    });
  });

  it('ignores what is no date', () => {
    expect(query('from=yesterday&entityId=r1')).toEqual({
      filter: ['entityId=r1'],
    });
  });
});
