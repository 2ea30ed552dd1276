import type { Express, Response } from 'express';
import {
  isTerminal,
  type LogLine,
  type RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { aRun } from './records';

/** The runs of the fake, with their logs and who follows them. */
export class FakeRuns {
  /** Newest first. */
  readonly all: RunDetail[] = [];
  readonly #lines = new Map<string, LogLine[]>();
  readonly #streams = new Map<string, Set<Response>>();
  readonly #onEnd: (run: RunDetail) => void;

  constructor(onEnd: (run: RunDetail) => void) {
    this.#onEnd = onEnd;
  }

  add(patch: Partial<RunDetail>): RunDetail {
    const run = aRun(patch);
    this.all.unshift(run);
    return run;
  }

  /** Writes lines into the log of a run. */
  log(runId: string, ...messages: string[]): void {
    const lines = this.#linesOf(runId);
    const added = messages.map((message, index) => ({
      seq: lines.length + index + 1,
      at: new Date().toISOString(),
      phase: 'apply' as const,
      level: message.startsWith('!') ? ('error' as const) : ('info' as const),
      message,
    }));
    lines.push(...added);
    this.#send(runId, 'log', added);
  }

  /** Brings a run on. */
  set(runId: string, patch: Partial<RunDetail>): void {
    const run = this.#get(runId)!;
    Object.assign(run, patch);
    if (isTerminal(run.state)) {
      this.#onEnd(run);
    }
    this.#send(runId, 'run', run);
    if (isTerminal(run.state)) {
      this.#send(runId, 'end', {});
      this.#streams.get(runId)?.forEach(stream => stream.end());
    }
  }

  /** Breaks every connection that follows a run, as a restart would. */
  breakStreams(runId: string): void {
    this.#streams.get(runId)?.forEach(stream => stream.destroy());
    this.#streams.delete(runId);
  }

  /** How many connections follow a run. */
  watchersOf(runId: string): number {
    return this.#streams.get(runId)?.size ?? 0;
  }

  register(app: Express): void {
    app.get('/runs/:id', (req, res) => answer(res, this.#get(req.params.id)));
    app.get('/runs/:id/log', (req, res) => {
      const { id } = req.params;
      const after = Number(req.query.after ?? 0);
      const lines = this.#linesOf(id).filter(line => line.seq > after);
      if (req.header('accept') !== 'text/event-stream') {
        const nextAfter = lines.at(-1)?.seq ?? after;
        res.json({
          lines,
          nextAfter,
          ended: isTerminal(this.#get(id)!.state),
        });
        return;
      }
      res.setHeader('content-type', 'text/event-stream');
      res.flushHeaders();
      const streams = this.#streams.get(id) ?? new Set();
      this.#streams.set(id, streams.add(res));
      res.once('close', () => streams.delete(res));
      if (lines.length > 0) {
        res.write(frame('log', lines));
      }
      res.write(frame('run', this.#get(id)));
    });
    app.post('/runs/:id/actions/cancel', (req, res) => {
      res.status(202).json({ run: { id: req.params.id } });
    });
  }

  #send(runId: string, event: string, data: unknown): void {
    this.#streams
      .get(runId)
      ?.forEach(stream => stream.write(frame(event, data)));
  }

  #linesOf(runId: string): LogLine[] {
    const lines = this.#lines.get(runId) ?? [];
    this.#lines.set(runId, lines);
    return lines;
  }

  #get(id: string): RunDetail | undefined {
    return this.all.find(run => run.id === id);
  }
}

/** Answers with a record, or that there is none. */
export function answer(res: Response, record: object | undefined): void {
  if (record) {
    res.json(record);
    return;
  }
  const error = {
    name: 'NotFoundError',
    message: 'There is no such thing',
    code: 'not_found',
  };
  res.status(404).json({ error });
}

function frame(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
