import { Worker } from 'node:worker_threads';
import type { JsonObject } from '@backstage/types';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { limits } from './limits';

/** What came of one file. */
export type HclResult =
  | { ok: true; body: JsonObject }
  | { ok: false; message: string };

interface HclSource {
  name: string;
  content: string;
}

/** Idle for this long, the parser gives its memory back. */
const idleMs = 60_000;

const workerScript = `
const { parentPort, workerData } = require('node:worker_threads');
const { parse } = require(workerData.parser);
parentPort.on('message', async files => {
  const results = [];
  for (const { name, content } of files) {
    try {
      results.push({ ok: true, body: await parse(name, content) });
    } catch (error) {
      results.push({ ok: false, message: String(error.message) });
    }
  }
  parentPort.postMessage(results);
});
`;

/**
 * Reads HCL in a worker thread. The parser is Go in WebAssembly: a long file
 * would hold up the backend's event loop, and one that is nested deeply enough
 * overflows its stack and would take the whole backend down. One module is
 * read at a time, so that a module that breaks the parser harms no other.
 */
export class HclReader {
  private worker?: Worker;
  private idle?: NodeJS.Timeout;
  private queue: Promise<unknown> = Promise.resolve();

  /** Reads files one after the other; each gets its own result. */
  read(
    files: HclSource[],
    options: { timeoutMs: number },
  ): Promise<HclResult[]> {
    const reading = this.queue.then(() =>
      this.readNow(files, options.timeoutMs),
    );
    this.queue = reading.catch(() => {});
    return reading;
  }

  /** Ends the worker; the next read starts another one. */
  async close(): Promise<void> {
    clearTimeout(this.idle);
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  private async readNow(
    files: HclSource[],
    timeoutMs: number,
  ): Promise<HclResult[]> {
    clearTimeout(this.idle);
    const worker = this.worker ?? this.start();
    const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
    let keep = false;
    try {
      const results = await this.ask(worker, files, timeoutMs);
      keep = bytes <= limits.keptParserBytes && !results.some(isCrash);
      return results;
    } finally {
      if (keep) {
        this.idle = setTimeout(() => this.close(), idleMs);
        this.idle.unref();
      } else {
        await this.close();
      }
    }
  }

  private ask(
    worker: Worker,
    files: HclSource[],
    timeoutMs: number,
  ): Promise<HclResult[]> {
    return new Promise<HclResult[]>((resolve, reject) => {
      const died = (cause?: unknown) =>
        finish(() =>
          reject(unreadable('its parser ended unexpectedly', cause)),
        );
      const timer = setTimeout(
        () => finish(() => reject(unreadable('it takes too long'))),
        timeoutMs,
      );
      const answered = (results: HclResult[]) => finish(() => resolve(results));
      function finish(settle: () => void) {
        clearTimeout(timer);
        worker.off('message', answered).off('error', died).off('exit', died);
        settle();
      }
      worker.on('message', answered).on('error', died).on('exit', died);
      // Attaching a listener holds the process open again; the timer does that here.
      worker.unref();
      worker.postMessage(files);
    });
  }

  private start(): Worker {
    const worker = new Worker(workerScript, {
      eval: true,
      workerData: { parser: require.resolve('@cdktn/hcl2json') },
      // What the parser prints when it dies is not for the backend's log.
      stdout: true,
      stderr: true,
      env: {},
      execArgv: [],
    });
    worker.unref();
    // It may die between two modules; then the next one starts another.
    worker.on('error', () => {});
    worker.on('exit', () => {
      if (this.worker === worker) this.worker = undefined;
    });
    this.worker = worker;
    return worker;
  }
}

/** A message that is no list of diagnostics comes from the parser breaking. */
function isCrash(result: HclResult): boolean {
  return !result.ok && !result.message.startsWith('parse config: [');
}

function unreadable(why: string, cause?: unknown) {
  return new InfrakitchenError(
    'InputError',
    {
      code: 'module_unreadable',
      message: `The module cannot be read: ${why}.`,
    },
    cause,
  );
}
