import { waitFor } from '../__testUtils__/waitFor';
import { actionOptions, TaskLog } from '../__testUtils__/actionRunner';
import { FakeInfrakitchen } from '../__testUtils__/FakeInfrakitchen';
import { mockCredentials } from '@backstage/backend-test-utils';
import { RunFollower } from './RunFollower';
import { Session } from './Session';

describe('RunFollower', () => {
  let fake: FakeInfrakitchen;
  let log: TaskLog;

  beforeEach(async () => {
    fake = await FakeInfrakitchen.start();
    log = new TaskLog();
  });

  afterEach(() => fake.stop());

  function follow(runId: string) {
    const session = new Session(actionOptions(fake), {
      getInitiatorCredentials: async () => mockCredentials.user(),
    });
    return new RunFollower({ session, runId, logger: log.logger }).follow();
  }

  const lines = () =>
    log.entries
      .flatMap(({ message }) => message.split('\n'))
      .filter(line => line.startsWith('[apply]'));

  it('shows every line once, before and after broken connections', async () => {
    const { id } = fake.runs.add({ state: 'applying' });
    fake.runs.log(id, 'one', 'two');
    const over = follow(id);
    await waitFor(() => fake.runs.watchersOf(id) === 1);
    fake.runs.log(id, '\u001b[1mthree');
    await waitFor(() => lines().length === 3);
    fake.runs.breakStreams(id);
    fake.runs.log(id, 'four');
    await waitFor(() => fake.runs.watchersOf(id) === 1);
    fake.runs.log(id, 'five');
    fake.runs.set(id, { state: 'succeeded' });
    await expect(over).resolves.toMatchObject({ state: 'succeeded' });
    expect(lines()).toEqual(
      ['one', 'two', 'three', 'four', 'five'].map(line => `[apply] ${line}`),
    );
  });

  it('polls where streams do not get through', async () => {
    fake.refuse = request =>
      request.header('accept') === 'text/event-stream'
        ? { status: 502, error: { name: 'Error', message: 'No streams here' } }
        : undefined;
    const { id } = fake.runs.add({ state: 'awaiting_approval' });
    const over = follow(id);
    await waitFor(() => log.text.includes('waits for an approval'));
    fake.runs.log(id, 'one');
    fake.runs.set(id, { state: 'no_changes' });
    await expect(over).resolves.toMatchObject({ state: 'no_changes' });
    expect(lines()).toEqual(['[apply] one']);
  });

  it('says where to approve, and goes on waiting', async () => {
    const { id } = fake.runs.add({ state: 'planning' });
    const over = follow(id);
    await waitFor(() => fake.runs.watchersOf(id) === 1);
    fake.runs.set(id, { state: 'awaiting_approval' });
    await waitFor(() =>
      log.text.includes(
        `waits for an approval of its plan: https://portal.example.com/infrakitchen/runs/${id}`,
      ),
    );
    fake.runs.set(id, { state: 'applying' });
    fake.runs.set(id, { state: 'succeeded' });
    await expect(over).resolves.toMatchObject({ state: 'succeeded' });
  });

  it('goes on when the session of the user ends', async () => {
    const { id } = fake.runs.add({ state: 'applying' });
    const over = follow(id);
    await waitFor(() => fake.runs.watchersOf(id) === 1);
    fake.refuse = ({ caller }) =>
      caller === 'user'
        ? {
            status: 401,
            error: { name: 'AuthenticationError', message: 'Expired' },
          }
        : undefined;
    fake.runs.breakStreams(id);
    await waitFor(() => fake.runs.watchersOf(id) === 1);
    fake.runs.set(id, { state: 'succeeded' });
    await over;
    expect(fake.requests.at(-1)!.caller).toBe('service');
    expect(log.text).toContain('The session of the user has ended');
  });

  it('does not read a run as a service that the user could not read', async () => {
    const { id } = fake.runs.add({ state: 'applying' });
    const error = { name: 'AuthenticationError', message: 'Who are you' };
    fake.refuse = () => ({ status: 401, error });
    await expect(follow(id)).rejects.toThrow('Who are you');
    expect(fake.requests.every(({ caller }) => caller === 'user')).toBe(true);
  });

  it('stops at a refusal', async () => {
    await expect(
      follow('0a1b2c3d-0000-4000-8000-000000000000'),
    ).rejects.toMatchObject({ name: 'NotFoundError', code: 'not_found' });
  });
});
