import { Route, Routes } from 'react-router-dom';
import { screen, waitFor } from '@testing-library/react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import {
  scaffolderApiRef,
  type LogEvent,
} from '@backstage/plugin-scaffolder-react';
import type { RunDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { infrakitchenApiRef } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { InfrakitchenTaskOutputs, TemplateRefs } from '.';

const FIRST = '6b1f7a52-53b4-4d0e-9d0e-8b54f7a8f7c1';
const SECOND = '6b1f7a52-53b4-4d0e-9d0e-8b54f7a8f7c2';

/** A task whose log the test writes, and whose readers it counts. */
class FakeTask {
  readonly events: LogEvent[] = [];
  readonly readers = new Set<(event: LogEvent) => void>();

  write(type: 'log' | 'completion', message: string) {
    const event: LogEvent = {
      type,
      body: { message },
      createdAt: '',
      id: this.events.length + 1,
      taskId: 'task-1',
    };
    this.events.push(event);
    this.readers.forEach(next => next(event));
  }

  readonly api = {
    streamLogs: ({ after = 0 }: { after?: number }) => ({
      subscribe: ({ next }: { next: (event: LogEvent) => void }) => {
        this.events.filter(({ id }) => id > after).forEach(next);
        this.readers.add(next);
        return { unsubscribe: () => this.readers.delete(next) };
      },
    }),
  };
}

const run = (id: string, over: Partial<RunDetail>): RunDetail => ({
  id,
  resourceId: 'resource-1',
  resourceName: 'core',
  kind: 'provision',
  state: 'succeeded',
  requestedBy: 'user:default/dev',
  createdAt: '2026-11-01T10:00:00Z',
  updatedAt: '2026-11-01T10:00:00Z',
  cancelRequested: false,
  transitions: [],
  inputs: [],
  actions: [],
  progress: [],
  ...over,
});

async function open(task: FakeTask, runs: RunDetail[], output?: object) {
  const api = {
    getRun: async (id: string) => runs.find(item => item.id === id)!,
    getRunLog: async () => ({ lines: [], nextAfter: 0, ended: true }),
    // eslint-disable-next-line require-yield
    async *streamRun() {
      await new Promise(() => {});
    },
    getRunPlan: async () => ({
      digest: 'd',
      summary: {
        create: 1,
        update: 0,
        delete: 0,
        replace: 0,
        read: 0,
        outputs: 0,
      },
      changes: [
        {
          address: 'cloud_network.this',
          action: 'create',
          type: 'cloud_network',
          name: 'this',
          changes: [],
          attributes: [],
        },
      ],
      outputChanges: [],
      drift: [],
    }),
    getResource: async () => ({
      outputs: [
        { name: 'network_id', value: 'net-1', sensitive: false },
        { name: 'token', sensitive: true },
      ],
    }),
  };
  return renderInTestApp(
    <TestApiProvider
      apis={[
        [scaffolderApiRef, task.api as any],
        [infrakitchenApiRef, api as any],
      ]}
    >
      <Routes>
        <Route
          path="/tasks/:taskId"
          element={<InfrakitchenTaskOutputs output={output as any} />}
        />
      </Routes>
    </TestApiProvider>,
    {
      routeEntries: ['/tasks/task-1'],
    },
  );
}

it('shows plan and outputs of each run that a task has started, one connection at a time', async () => {
  const task = new FakeTask();
  task.write('log', 'Beginning step Record the Network');
  const rendered = await open(task, [
    run(FIRST, { kind: 'dry_run', planDigest: 'd' }),
    run(SECOND, { planDigest: 'd' }),
  ]);
  expect(screen.queryByRole('region')).toBeNull();
  expect(task.readers.size).toBe(1);

  task.write('log', `Started run ${FIRST} of 'core'`);
  expect(
    await screen.findByRole('region', { name: 'Dry run of core' }),
  ).toHaveTextContent('Succeeded');
  expect(await screen.findByText('cloud_network.this')).toBeInTheDocument();
  // It is over, so the task's log may tell of another.
  await waitFor(() => expect(task.readers.size).toBe(1));
  task.write('log', `Started run ${SECOND} of 'core'`);
  const second = await screen.findByRole('region', { name: 'Provision core' });
  await waitFor(() => expect(second).toHaveTextContent('net-1'));
  expect(second).toHaveTextContent('Sensitive; to be revealed');
  expect(
    screen.getAllByRole('link', { name: 'Open the run' })[1],
  ).toHaveAttribute('href', `/infrakitchen/runs/${SECOND}`);

  task.write('completion', 'Run completed with status: completed');
  await waitFor(() => expect(task.readers.size).toBe(0));
  rendered.unmount();
});

it('says what a run waits for, and why one has failed', async () => {
  const task = new FakeTask();
  task.write('log', `Takes up run ${FIRST}, which this task has started`);
  await open(task, [run(FIRST, { state: 'awaiting_approval' })]);
  expect(
    await screen.findByText('The plan waits for an approval'),
  ).toBeInTheDocument();
  // Until it is over, nothing else is read.
  expect(task.readers.size).toBe(0);
});

it('leaves tasks without runs to the links and texts of their template', async () => {
  const task = new FakeTask();
  task.write('completion', 'Run completed with status: completed');
  await open(task, [], {
    text: [{ title: 'Elsewhere', content: 'Nothing was built' }],
  });
  expect(await screen.findByText('Nothing was built')).toBeInTheDocument();
  expect(screen.queryByRole('region')).toBeNull();
});

it('is for software templates that are made from templates, and those that are named', () => {
  const refs = TemplateRefs.naming('Template:default/By-Hand');
  expect(refs.includes('template:infrakitchen/network')).toBe(true);
  expect(refs.includes('template:default/by-hand')).toBe(true);
  expect(refs.includes('template:default/other')).toBe(false);
  expect(refs.includes('')).toBe(false);
});
