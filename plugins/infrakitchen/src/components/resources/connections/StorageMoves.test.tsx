import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { StorageMove } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { actionsWith, aResource, renderPage } from '../../../__testUtils__';
import { StateTab } from '../detail/StateTab';
import { StorageForm } from './StorageForm';

const resource = aResource({ state: 'provisioned', status: 'done' });

const aMove = (over: Partial<StorageMove>): StorageMove => ({
  id: 'move-1',
  resourceId: resource.id,
  to: { id: 'storage-1', name: 'Company bucket' },
  state: 'copying',
  requestedBy: 'user:default/operator',
  createdAt: '2026-11-01T10:00:00Z',
  ...over,
});

const failed = aMove({
  state: 'failed',
  endedAt: '2026-11-01T10:01:00Z',
  problem: {
    code: 'storage_occupied',
    message: 'The other storage holds a state of other objects',
  },
});

/** A move is under way at first, and has failed by the next look. */
const movesThatFail = () => {
  let looked = 0;
  return jest.fn(async (_id: string, { limit }: { limit?: number } = {}) => {
    looked += limit === 1 ? 1 : 0;
    return { items: [looked > 1 ? failed : aMove({})] };
  });
};

const tab = (reload = jest.fn(async () => {})) => ({
  resource,
  actions: actionsWith({}),
  reload,
});

it('shows a move while it goes on, and why it failed', async () => {
  const reload = jest.fn(async () => {});
  renderPage('resources', <StateTab {...tab(reload)} />, {
    api: {
      listStorageMoves: movesThatFail(),
      getResourceState: jest.fn(async () => ({ objectCount: 0, versions: [] })),
      listStateObjects: jest.fn(async () => ({ items: [] })),
    },
  });
  expect(
    await screen.findByText("The state is being moved to 'Company bucket'"),
  ).toBeInTheDocument();
  expect(await screen.findByText('Copies and compares')).toBeInTheDocument();
  expect(reload).not.toHaveBeenCalled();
  expect(
    await screen.findByText(
      "The state could not be moved to 'Company bucket'",
      undefined,
      { timeout: 8_000 },
    ),
  ).toBeInTheDocument();
  expect(
    screen.getByText(
      /holds a state of other objects. It stays in the managed storage/,
    ),
  ).toBeInTheDocument();
  await waitFor(() => expect(reload).toHaveBeenCalledTimes(1));
  expect(await screen.findByText('Failed')).toBeInTheDocument();
}, 20_000);

it('asks before it moves, and for no second move meanwhile', async () => {
  const moved = aResource({
    ...resource,
    storage: {
      id: 'storage-2',
      name: 'Old bucket',
      provider: 's3',
      enabled: true,
    },
  });
  const moves: StorageMove[] = [];
  const moveResourceStorage = jest.fn(async () => {
    moves.unshift(aMove({ to: undefined, state: 'queued' }));
    return moves[0];
  });
  renderPage('resources', <StorageForm {...tab()} resource={moved} />, {
    api: {
      moveResourceStorage,
      listStorageMoves: jest.fn(async () => ({ items: [...moves] })),
      listConnections: jest.fn(async () => ({ items: [] })),
    },
  });
  const user = userEvent.setup();
  const button = await screen.findByRole('button', {
    name: 'Move to the managed storage',
  });
  await user.click(button);
  await user.click(await screen.findByRole('button', { name: 'Move' }));
  expect(moveResourceStorage).toHaveBeenCalledWith(resource.id, null, {
    revision: resource.revision,
  });
  expect(
    await screen.findByText('The state is being moved to the managed storage'),
  ).toBeInTheDocument();
  await waitFor(() =>
    expect(
      screen.getByRole('button', { name: 'Move to the managed storage' }),
    ).toBeDisabled(),
  );
}, 20_000);
