import { screen, waitFor } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type {
  LogLine,
  RunDetail,
  RunStreamEvent,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { infrakitchenApiRef, type InfrakitchenApi } from '../api';
import { useRun } from './useRun';

const line = (seq: number): LogLine => ({
  seq,
  at: '2026-11-01T10:00:00Z',
  phase: 'plan',
  level: 'info',
  message: `line ${seq}`,
});

const run = (state: RunDetail['state']): RunDetail => ({
  id: 'run-1',
  resourceId: 'resource-1',
  resourceName: 'eu-prod',
  kind: 'provision',
  state,
  requestedBy: 'user:default/dev',
  createdAt: '2026-11-01T10:00:00Z',
  updatedAt: '2026-11-01T10:00:00Z',
  cancelRequested: false,
  transitions: [],
  inputs: [],
  actions: [],
  progress: [],
});

/** A run whose log grows by what the test says; the stream may break. */
class FakeRun {
  lines: LogLine[] = [];
  state: RunDetail['state'] = 'planning';
  ended = false;
  streams: number[] = [];
  polls: number[] = [];
  stream: (after: number) => AsyncGenerator<RunStreamEvent> =
    async function* none() {
      // Says nothing.
    };

  readonly api: Partial<InfrakitchenApi> = {
    getRun: async () => run(this.state),
    getRunLog: async (_id, { after = 0 } = {}) => {
      this.polls.push(after);
      const lines = this.lines.filter(l => l.seq > after);
      return {
        lines,
        nextAfter: lines[lines.length - 1]?.seq ?? after,
        ended: this.ended,
      };
    },
    streamRun: (_id, options) => {
      this.streams.push(options?.after ?? 0);
      return this.stream(options?.after ?? 0);
    },
  };
}

function Harness() {
  const {
    run: current,
    lines,
    connection,
  } = useRun('run-1', {
    pollMs: 10,
    stallMs: 200,
  });
  return (
    <>
      <p>state {current?.state}</p>
      <p>connection {connection}</p>
      <p>{lines.map(l => l.message).join(',')}</p>
    </>
  );
}

const show = (fake: FakeRun) =>
  renderInTestApp(<Harness />, {
    apis: [[infrakitchenApiRef, fake.api as InfrakitchenApi]],
  });

describe('useRun', () => {
  it('streams, resumes after the last line when the stream is cut, and ends', async () => {
    const fake = new FakeRun();
    fake.lines = [line(1)];
    fake.stream = async function* cutThenGoOn(after) {
      if (after === 1) {
        fake.lines.push(line(2));
        // A line that was seen already must not appear twice.
        yield { type: 'log', lines: [line(1), line(2)] };
        throw new Error('proxy closed the connection');
      }
      fake.lines.push(line(3));
      yield { type: 'log', lines: [line(3)] };
      fake.state = 'succeeded';
      fake.ended = true;
      yield { type: 'run', run: run('succeeded') };
    };
    show(fake);

    expect(await screen.findByText('state succeeded')).toBeInTheDocument();
    expect(await screen.findByText('connection ended')).toBeInTheDocument();
    expect(await screen.findByText('line 1,line 2,line 3')).toBeInTheDocument();
    expect(fake.streams).toEqual([1, 2]);
  });

  it('polls where no stream gets through', async () => {
    const fake = new FakeRun();
    // eslint-disable-next-line require-yield
    fake.stream = async function* broken() {
      throw new Error('504');
    };
    show(fake);
    expect(await screen.findByText('connection polling')).toBeInTheDocument();

    fake.lines.push(line(1), line(2));
    expect(await screen.findByText('line 1,line 2')).toBeInTheDocument();
    fake.state = 'failed';
    fake.lines.push(line(3));
    fake.ended = true;
    expect(await screen.findByText('state failed')).toBeInTheDocument();
    expect(await screen.findByText('line 1,line 2,line 3')).toBeInTheDocument();
    await waitFor(() =>
      expect(screen.getByText('connection ended')).toBeInTheDocument(),
    );
    expect(fake.polls).toContain(2);
  });
});
