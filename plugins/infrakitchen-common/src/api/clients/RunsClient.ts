import type { components } from '../../generated/openapi';
import type { LogLine, Plan, Run, RunDetail } from '../types';
import {
  connect,
  fetchRaw,
  init,
  toResponseError,
  unwrap,
  type ListOptions,
  type Page,
  type RequestOptions,
} from '../request';
import { ResourcesClient, type ActionResult } from './ResourcesClient';

/** A page of a run's log. @public */
export type LogPage = components['schemas']['LogPage'];

/** What a log stream yields. @public */
export type RunStreamEvent =
  | { type: 'log'; lines: LogLine[] }
  | { type: 'run'; run: RunDetail };

/** Runs, their plans and their logs. @public */
export class RunsClient extends ResourcesClient {
  async listRuns(
    list: Pick<ListOptions, 'filter' | 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<Page<Run>> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/runs', { params: { query: list }, ...init(options) }),
    );
  }

  async getRun(id: string, options?: RequestOptions): Promise<RunDetail> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/runs/{id}', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async getRunPlan(id: string, options?: RequestOptions): Promise<Plan> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/runs/{id}/plan', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }

  async getRunLog(
    id: string,
    page: { after?: number; limit?: number } = {},
    options?: RequestOptions,
  ): Promise<LogPage> {
    const client = await connect(this);
    const answer = await client.GET('/runs/{id}/log', {
      params: { path: { id }, query: page },
      ...init(options),
      headers: { ...init(options).headers, Accept: 'application/json' },
    });
    // The document describes the stream of the same route too.
    return unwrap(answer) as LogPage;
  }

  /**
   * Follows a run until it is over or the signal aborts. Yields new log lines
   * and the run whenever it changed.
   */
  async *streamRun(
    id: string,
    options: RequestOptions & { after?: number } = {},
  ): AsyncGenerator<RunStreamEvent> {
    const response = await fetchRaw(
      this,
      `/runs/${encodeURIComponent(id)}/log?after=${options.after ?? 0}`,
      {
        ...init(options),
        headers: { ...init(options).headers, Accept: 'text/event-stream' },
      },
    );
    if (!response.ok || !response.body) {
      const error = await response.json().catch(() => undefined);
      throw toResponseError({ error, response });
    }
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let buffer = '';
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) {
          return;
        }
        buffer += decoder.decode(value, { stream: true });
        const frames = buffer.split('\n\n');
        buffer = frames.pop() ?? '';
        for (const frame of frames) {
          const event = parseFrame(frame);
          if (event === 'end') {
            return;
          }
          if (event) {
            yield event;
          }
        }
      }
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  }

  async actOnRun(
    id: string,
    action: 'approve' | 'reject' | 'cancel' | 'retry' | 'resolve',
    options?: RequestOptions & {
      reason?: string;
      /** Of the plan that is approved or rejected. */
      digest?: string;
      outcome?: 'failed' | 'succeeded';
    },
  ): Promise<ActionResult> {
    const client = await connect(this);
    const body = {
      reason: options?.reason,
      digest: options?.digest,
      outcome: options?.outcome,
    };
    return unwrap(
      await client.POST('/runs/{id}/actions/{action}', {
        params: { path: { id, action } },
        body,
        ...init(options),
      }),
    );
  }
}

function parseFrame(frame: string): RunStreamEvent | 'end' | undefined {
  const fields = frame.split('\n');
  const type = fields.find(f => f.startsWith('event: '))?.slice(7);
  const data = fields.find(f => f.startsWith('data: '))?.slice(6);
  if (type === 'end') {
    return 'end';
  }
  if (type === 'log' && data) {
    return { type, lines: JSON.parse(data) };
  }
  if (type === 'run' && data) {
    return { type, run: JSON.parse(data) };
  }
  return undefined;
}
