import { spawn } from 'node:child_process';
import { inspectProcess } from './identity';
import { Launcher } from './Launcher';

/** A process to start. */
export interface LaunchRequest {
  binary: string;
  args: string[];
  directory: string;
  /** Complete environment. */
  env: Record<string, string>;
  /** In a process group of its own, and without output. */
  detached?: boolean;
  /** Takes what the process prints. */
  onOutput?(stream: 'stdout' | 'stderr', chunk: Buffer): void;
}

/** A process that was started. */
export interface LaunchedProcess {
  pid: number;
  /** When it was started, to tell it from a later one with the same id. */
  startTime: string | undefined;
  /** Resolves with the exit code when it has ended; with none when a signal ended it. */
  ended: Promise<number | undefined>;
  kill(): void;
}

const sharedLauncher = new Launcher();

/**
 * Starts a process from the launcher, and from this process as long as the
 * launcher is not up.
 *
 * @throws an error of the operating system where there is no such command.
 */
export async function launch(request: LaunchRequest): Promise<LaunchedProcess> {
  return (await sharedLauncher.launch(request)) ?? launchHere(request);
}

/** Ends the launcher; it comes back when it is needed. */
export function closeLauncher(): void {
  sharedLauncher.close();
}

async function launchHere(request: LaunchRequest): Promise<LaunchedProcess> {
  const { onOutput } = request;
  const child = spawn(request.binary, request.args, {
    cwd: request.directory,
    env: request.env,
    detached: request.detached,
    stdio: onOutput ? ['ignore', 'pipe', 'pipe'] : 'ignore',
  });
  // Must be read before the event loop turns: from then on the process may be gone.
  const startTime =
    request.detached && child.pid !== undefined
      ? inspectProcess(child.pid)?.startTime
      : undefined;
  child.stdout?.on('data', chunk => onOutput?.('stdout', chunk));
  child.stderr?.on('data', chunk => onOutput?.('stderr', chunk));
  const ended = new Promise<number | undefined>(resolve =>
    child.once('close', code => resolve(code ?? undefined)),
  );
  if (request.detached) {
    child.unref();
  }
  const { pid } = child;
  if (pid === undefined) {
    throw await new Promise(resolve => {
      child.once('error', resolve);
    });
  }
  return { pid, startTime, ended, kill: () => child.kill('SIGKILL') };
}
