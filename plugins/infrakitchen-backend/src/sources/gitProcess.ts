import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/**
 * The one place that starts git.
 *
 * Not simple-git, because it has no way to start git as the leader of a
 * process group: its time limit ends git itself, and leaves `ssh` and
 * `git-remote-https` behind, which hold the connection.
 */

/** How a git command ended. */
export interface GitResult {
  outcome: 'succeeded' | 'failed' | 'timed_out' | 'too_much_output';
  exitCode?: number;
  stdout: string;
  stderr: string;
}

/** What git is started with; nothing is taken over from this process. */
export interface GitCommand {
  args: readonly string[];
  /** Complete environment. */
  env: Readonly<Record<string, string>>;
  timeoutMs: number;
  cwd: string;
  /** What git reads from its standard input. */
  input?: string;
  /** Where the output is cut off, and git ended; 32 MB where absent. */
  maxOutputBytes?: number;
  /** `latin1` keeps every byte of the output; `utf8` where absent. */
  encoding?: 'utf8' | 'latin1';
}

const MAX_STDOUT_BYTES = 32 * 1024 * 1024;
const MAX_STDERR_BYTES = 64 * 1024;
const KILL_GRACE_MS = 1_000;

/** Keeps the first bytes of a stream. */
class Collector {
  readonly #limit: number;
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether there was room. */
  add(chunk: Buffer): boolean {
    const kept = chunk.subarray(0, this.#limit - this.#size);
    this.#size += kept.length;
    this.#chunks.push(kept);
    return kept.length === chunk.length;
  }

  text(encoding: BufferEncoding = 'utf8'): string {
    return Buffer.concat(this.#chunks).toString(encoding);
  }
}

/** Runs git, and ends its whole process group when the time is up. */
export async function runGit(command: GitCommand): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', command.args, {
      cwd: command.cwd,
      env: { ...command.env },
      stdio: [command.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: true,
    }) as ChildProcessByStdio<Writable | null, Readable, Readable>;
    // Git may end before it has read everything; its exit code tells more.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(command.input);
    const stdout = new Collector(command.maxOutputBytes ?? MAX_STDOUT_BYTES);
    const stderr = new Collector(MAX_STDERR_BYTES);
    let outcome: GitResult['outcome'] | undefined;
    let killTimer: NodeJS.Timeout | undefined;
    const end = (reason: GitResult['outcome']) => {
      if (outcome === undefined) {
        outcome = reason;
        // TERM first: git then takes its lock files away.
        signalGroup(child.pid, 'SIGTERM');
        killTimer = setTimeout(
          () => signalGroup(child.pid, 'SIGKILL'),
          KILL_GRACE_MS,
        );
      }
    };
    const timer = setTimeout(() => end('timed_out'), command.timeoutMs);

    child.stdout.on('data', (chunk: Buffer) => {
      if (!stdout.add(chunk)) {
        end('too_much_output');
      }
    });
    child.stderr.on('data', (chunk: Buffer) => stderr.add(chunk));
    child.on('error', error => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', code => {
      clearTimeout(timer);
      clearTimeout(killTimer);
      resolve({
        outcome: outcome ?? (code === 0 ? 'succeeded' : 'failed'),
        exitCode: code ?? undefined,
        stdout: stdout.text(command.encoding),
        stderr: stderr.text(),
      });
    });
  });
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) {
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended by itself in the meantime.
  }
}
