import { FileHandle, open } from 'node:fs/promises';
import { LineSplitter, SpoolLine } from './LineSplitter';

const chunkBytes = 256 * 1024;
const fastestPollMs = 10;
const slowestPollMs = 100;

/** What to follow and how to know its end. */
export interface TailOptions {
  path: string;
  offset: number;
  signal: AbortSignal;
  /** Whether nothing more will be written. */
  hasEnded(): boolean;
  pause(ms: number): Promise<void>;
}

/**
 * Follows a growing file line by line. Reads on only when asked, so that a
 * slow reader holds at most one chunk and one line in memory.
 */
export async function* tailLines(
  options: TailOptions,
): AsyncIterable<SpoolLine[]> {
  const splitter = new LineSplitter(options.offset);
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let position = options.offset;
  let pauseMs = fastestPollMs;
  let file: FileHandle | undefined;
  try {
    for (;;) {
      options.signal.throwIfAborted();
      // Asked before reading: what is written before the end is read after it.
      const ended = options.hasEnded();
      file ??= await openIfThere(options.path);
      const bytes = file
        ? (await file.read(buffer, 0, chunkBytes, position)).bytesRead
        : 0;
      position += bytes;
      const lines = bytes > 0 ? splitter.push(buffer.subarray(0, bytes)) : [];
      if (lines.length > 0) {
        yield lines;
      }
      if (bytes > 0) {
        pauseMs = fastestPollMs;
      } else if (ended) {
        break;
      } else {
        await options.pause(pauseMs);
        pauseMs = Math.min(pauseMs * 1.5, slowestPollMs);
      }
    }
    const rest = splitter.end();
    if (rest) {
      yield [rest];
    }
  } finally {
    await file?.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
