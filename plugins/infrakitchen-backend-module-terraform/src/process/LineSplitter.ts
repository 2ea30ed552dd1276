/** Lines up to here are kept whole, so that they can be parsed. */
export const longestLineBytes = 1024 * 1024;
/** What is kept of a longer line. */
export const keptOfLongLineBytes = 60 * 1024;

const newline = 0x0a;

/** One line of a spool. */
export interface SpoolLine {
  /** Without the line end; invalid UTF-8 is replaced. */
  text: string;
  /** Length in bytes before anything was cut. */
  bytes: number;
  cut: boolean;
  /** Byte offset where the line starts. */
  start: number;
  /** Byte offset after the line end. */
  end: number;
}

/** Splits bytes into lines, whatever the pieces they come in. */
export class LineSplitter {
  private pieces: Buffer[] = [];
  private keptBytes = 0;
  private bytes = 0;

  constructor(private start: number) {}

  push(chunk: Buffer): SpoolLine[] {
    const lines: SpoolLine[] = [];
    let from = 0;
    for (;;) {
      const to = chunk.indexOf(newline, from);
      if (to < 0) break;
      this.keep(chunk.subarray(from, to));
      lines.push(this.finish(1));
      from = to + 1;
    }
    this.keep(chunk.subarray(from));
    return lines;
  }

  /** The last line, if it has no line end. */
  end(): SpoolLine | undefined {
    return this.bytes > 0 ? this.finish(0) : undefined;
  }

  private keep(piece: Buffer) {
    this.bytes += piece.length;
    const wanted = Math.min(piece.length, longestLineBytes - this.keptBytes);
    if (wanted > 0) {
      // A copy, because the caller reads the next chunk into the same memory.
      this.pieces.push(Buffer.from(piece.subarray(0, wanted)));
      this.keptBytes += wanted;
    }
  }

  private finish(lineEndBytes: number): SpoolLine {
    const cut = this.bytes > longestLineBytes;
    const kept = Buffer.concat(this.pieces);
    const text = kept
      .subarray(0, cut ? keptOfLongLineBytes : kept.length)
      .toString('utf8')
      .replace(/\r$/, '');
    const line: SpoolLine = {
      text,
      bytes: this.bytes,
      cut,
      start: this.start,
      end: this.start + this.bytes + lineEndBytes,
    };
    this.start = line.end;
    this.pieces = [];
    this.keptBytes = 0;
    this.bytes = 0;
    return line;
  }
}
