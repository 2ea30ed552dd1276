import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  PullRequestCommentPage,
  WorkspacePullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { aPullRequest, renderPage } from '../../__testUtils__';
import { PullRequestPanel } from './PullRequestPanel';

const diff = [
  'diff --git a/network/eu_net/main.tf b/network/eu_net/main.tf',
  'new file mode 100644',
  '--- /dev/null',
  '+++ b/network/eu_net/main.tf',
  '@@ -0,0 +1 @@',
  '+module "eu_net" {}',
  '',
].join('\n');

function show(
  over: Partial<WorkspacePullRequest>,
  props: { withDiff?: boolean; mayRetry?: boolean } = {},
  actOnPullRequest = jest.fn(async () => aPullRequest()),
  comments: Partial<PullRequestCommentPage> = {},
) {
  const api = {
    actOnPullRequest,
    getPullRequestDiff: jest.fn(async () => ({ text: diff, truncated: false })),
    listPullRequestComments: jest.fn(async () => ({ items: [], ...comments })),
  };
  const onChanged = jest.fn();
  renderPage(
    'runs',
    <PullRequestPanel
      pullRequest={aPullRequest(over)}
      onChanged={onChanged}
      {...props}
    />,
    { api },
  );
  return { api, onChanged };
}

describe('PullRequestPanel', () => {
  it('leads to the host, and says how checks are and what is missing', async () => {
    show({ isForeign: true });
    expect(
      await screen.findByRole('link', { name: '#7 Provision eu-net' }),
    ).toHaveAttribute('href', aPullRequest().url);
    expect(screen.getByText('open')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'policy' })).toHaveAttribute(
      'href',
      'https://ci.example.com/1',
    );
    expect(screen.getByText('fmt passed')).toBeInTheDocument();
    expect(
      screen.getByText('The check "policy" has not passed.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/commits of somebody else/)).toBeInTheDocument();
    expect(screen.queryByText(/main.tf/)).not.toBeInTheDocument();
  });

  it('says of one that has ended only what is wrong with it', async () => {
    show({ state: 'merged', mergeCommit: 'b'.repeat(40) });
    expect(await screen.findByText('merged')).toBeInTheDocument();
    expect(screen.getByText('b'.repeat(10))).toBeInTheDocument();
    expect(screen.queryByText(/has not passed/)).not.toBeInTheDocument();
  });

  it('shows what the branch changes', async () => {
    show({}, { withDiff: true });
    const file = within(
      await screen.findByRole('table', { name: 'network/eu_net/main.tf' }),
    );
    expect(file.getByText('module "eu_net" {}')).toBeInTheDocument();
  });

  it('reads it again, and publishes again only where there is a problem', async () => {
    const user = userEvent.setup();
    const { api, onChanged } = show({}, { mayRetry: true });
    await user.click(await screen.findByRole('button', { name: 'Refresh' }));
    await waitFor(() => expect(onChanged).toHaveBeenCalledTimes(1));
    expect(api.actOnPullRequest).toHaveBeenCalledWith('pull-1', 'refresh');
    expect(
      screen.queryByRole('button', { name: 'Publish again' }),
    ).not.toBeInTheDocument();
  });

  it('says why it cannot be published again', async () => {
    const user = userEvent.setup();
    show(
      { state: 'failed', problem: 'The branch is protected' },
      { mayRetry: true },
      jest.fn(async () => {
        throw new Error('The host does not answer');
      }),
    );
    await user.click(
      await screen.findByRole('button', { name: 'Publish again' }),
    );
    expect(
      await screen.findByText(/The host does not answer/),
    ).toBeInTheDocument();
    expect(screen.getByText('The branch is protected.')).toBeInTheDocument();
  });

  it('shows what the portal has commented where it keeps that, as text', async () => {
    const comment = {
      author: 'InfraKitchen',
      createdAt: '2026-11-01T10:00:00Z',
      updatedAt: '2026-11-01T10:00:00Z',
    };
    const { api } = show({ state: 'merged' }, {}, undefined, {
      items: [
        { ...comment, key: 'result:1', body: '✅ **Applied.** 1 to create' },
        {
          ...comment,
          key: 'late:1',
          body: '<img src=x onerror=alert(1)> [go](javascript:alert(1))',
        },
      ],
    });
    const comments = within(
      await screen.findByRole('region', { name: 'Comments' }),
    );
    expect(await comments.findByText('Applied.')).toBeInTheDocument();
    expect(comments.getAllByText('InfraKitchen')).toHaveLength(2);
    expect(comments.getByText(/<img src=x/)).toBeInTheDocument();
    expect(comments.queryByRole('img')).not.toBeInTheDocument();
    expect(comments.queryByRole('link', { name: 'go' })).toBeNull();
    expect(api.listPullRequestComments).toHaveBeenCalledWith(
      'pull-1',
      { limit: 50 },
      expect.anything(),
    );
  });

  it('leads to the comments that a host keeps', async () => {
    show({}, {}, undefined, { hostUrl: aPullRequest().url });
    expect(
      await screen.findByRole('link', { name: 'at its host' }),
    ).toHaveAttribute('href', aPullRequest().url);
  });
});
