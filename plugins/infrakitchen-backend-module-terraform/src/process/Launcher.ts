import { spawn, type ChildProcess } from 'node:child_process';
import { parseStat } from './identity';
import type { LaunchedProcess, LaunchRequest } from './launch';
import { launcherScript } from './launcherScript';

type Message = { id: number } & (
  | { type: 'ready' }
  | { type: 'started'; pid: number; stat: string }
  | { type: 'output'; stream: 'stdout' | 'stderr'; chunk: Buffer }
  | { type: 'failed'; code?: string; message: string }
  | { type: 'ended'; code: number | null }
);

/** What goes on about one process. */
interface Conversation {
  hear(message: Message): void;
  lost(): void;
}

/** Without work for this long, the launcher gives its memory back. */
const idleMs = 10 * 60_000;

/**
 * Starts processes from a small process of its own. To start one, the
 * operating system copies the memory map of whoever starts it: a backend of
 * some hundred megabytes stands still for tens of milliseconds each time.
 */
export class Launcher {
  private child?: ChildProcess;
  private ready = false;
  private lastId = 0;
  private readonly conversations = new Map<number, Conversation>();
  private holds = 0;
  private idle?: NodeJS.Timeout;

  /** Starts a process; undefined where the launcher is not there, though it soon may be. */
  async launch(request: LaunchRequest): Promise<LaunchedProcess | undefined> {
    // Elsewhere it is cheap to start a process, and processes have no `stat`.
    if (process.platform !== 'linux') {
      return undefined;
    }
    clearTimeout(this.idle);
    const { child } = this;
    if (!child || !this.ready) {
      this.child ??= this.start();
      return undefined;
    }
    return this.ask(child, request);
  }

  close(): void {
    clearTimeout(this.idle);
    this.child?.disconnect();
    this.forget();
  }

  private ask(
    child: ChildProcess,
    request: LaunchRequest,
  ): Promise<LaunchedProcess | undefined> {
    this.lastId += 1;
    const id = this.lastId;
    const { onOutput, ...rest } = request;
    const captured = onOutput !== undefined;
    const release = this.hold();
    return new Promise((resolve, reject) => {
      let settle: (code: number | undefined) => void;
      let fail: (error: Error) => void;
      const ended = new Promise<number | undefined>((yes, no) => {
        settle = yes;
        fail = no;
      });
      // Nobody may be waiting yet.
      ended.catch(() => {});
      const over = () => {
        release();
        this.conversations.delete(id);
        this.restWhenIdle();
      };
      this.conversations.set(id, {
        hear: message => {
          switch (message.type) {
            case 'started':
              if (!captured) release();
              resolve({
                pid: message.pid,
                startTime: parseStat(message.stat)?.startTime,
                ended,
                kill: () => child.connected && child.send({ id }),
              });
              break;
            case 'output':
              onOutput?.(message.stream, message.chunk);
              break;
            case 'failed':
              over();
              reject(
                Object.assign(new Error(message.message), {
                  code: message.code,
                }),
              );
              break;
            default:
              over();
              settle((message as { code: number | null }).code ?? undefined);
          }
        },
        lost: () => {
          over();
          resolve(undefined);
          if (captured) {
            fail(new Error('The process that started it has ended'));
          }
        },
      });
      child.send({ id, request: { ...rest, captured } }, error => {
        if (error) this.conversations.get(id)?.lost();
      });
    });
  }

  private start(): ChildProcess {
    const child = spawn(
      process.execPath,
      ['--title=infrakitchen-launcher', '-e', launcherScript],
      {
        cwd: '/',
        env: {},
        // An interrupt of the backend's group is not for the launcher.
        detached: true,
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        serialization: 'advanced',
      },
    );
    child.unref();
    child.channel?.unref();
    const gone = () => {
      if (this.child === child) this.forget();
    };
    child.once('error', gone).once('exit', gone).once('disconnect', gone);
    child.on('message', (message: Message) => {
      if (message.type === 'ready') {
        this.ready = true;
        this.restWhenIdle();
      } else {
        this.conversations.get(message.id)?.hear(message);
      }
    });
    return child;
  }

  private forget(): void {
    this.child = undefined;
    this.ready = false;
    [...this.conversations.values()].forEach(each => each.lost());
  }

  /** Keeps this process running until an answer is there. */
  private hold(): () => void {
    const channel = this.child?.channel;
    let held = true;
    this.holds += 1;
    channel?.ref();
    return () => {
      if (!held) return;
      held = false;
      this.holds -= 1;
      if (this.holds === 0) channel?.unref();
    };
  }

  private restWhenIdle(): void {
    clearTimeout(this.idle);
    if (this.child && this.conversations.size === 0) {
      this.idle = setTimeout(() => this.close(), idleMs);
      this.idle.unref();
    }
  }
}
