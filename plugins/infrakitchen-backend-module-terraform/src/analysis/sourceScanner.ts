/** Where a top-level block and its attributes are in a source text. */
export interface BlockPosition {
  type: string;
  labels: string[];
  offset: number;
  /** Offset of the expression of each attribute directly within the block. */
  attributes: Map<string, number>;
}

const word = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const heredoc = /<<(-?)([\p{ID_Start}_][\p{ID_Continue}-]*)[^\S\n]*\n/uy;

class SourceScanner {
  private readonly blocks: BlockPosition[] = [];
  private at = 0;
  private depth = 0;
  private current?: BlockPosition;
  /** Whether the rest of the line belongs to the value of an attribute. */
  private inValue = false;
  /** Words and strings since the start of a top-level item. */
  private header: { text: string; offset: number }[] = [];

  constructor(private readonly source: string) {}

  scan(): BlockPosition[] {
    while (this.at < this.source.length) {
      this.step();
    }
    return this.blocks;
  }

  private step() {
    const character = this.source[this.at];
    if (character === '#' || this.source.startsWith('//', this.at)) {
      this.skipTo('\n', 0);
    } else if (this.source.startsWith('/*', this.at)) {
      this.skipTo('*/', 2);
    } else if (character === '"') {
      this.readString();
    } else if (character === '<' && this.skipHeredoc()) {
      this.header = [];
    } else if ('{[('.includes(character)) {
      this.open(character);
    } else if ('}])'.includes(character)) {
      this.close();
    } else if (character === '=') {
      this.assign();
    } else if (character === '\n' || character === ',') {
      this.endItem();
    } else {
      this.readWord();
    }
  }

  private endItem() {
    this.header = [];
    // Within brackets the value goes on in the next line.
    if (this.depth < 2) this.inValue = false;
    this.at += 1;
  }

  private skipTo(text: string, length: number) {
    const end = this.source.indexOf(text, this.at + 1);
    this.at = end < 0 ? this.source.length : end + length;
  }

  private readWord() {
    word.lastIndex = this.at;
    const text = word.exec(this.source)?.[0];
    if (text === undefined) {
      this.at += 1;
      return;
    }
    if (this.depth < 2) this.header.push({ text, offset: this.at });
    this.at += text.length;
  }

  private readString() {
    const start = this.at;
    this.at = this.endOfString(start);
    if (this.depth === 0) {
      this.header.push({
        text: this.source.slice(start + 1, this.at - 1),
        offset: start,
      });
    }
  }

  /** Strings may interpolate expressions that hold strings again. */
  private endOfString(start: number): number {
    const open: ('string' | 'template' | 'brace')[] = ['string'];
    let at = start + 1;
    while (open.length > 0 && at < this.source.length) {
      const character = this.source[at];
      const inString = open[open.length - 1] === 'string';
      if (inString && character === '\\') {
        at += 1;
      } else if (character === '"') {
        if (inString) open.pop();
        else open.push('string');
      } else if (inString && (character === '$' || character === '%')) {
        if (this.source.startsWith(`${character}{`, at + 1)) {
          at += 2;
        } else if (this.source[at + 1] === '{') {
          open.push('template');
          at += 1;
        }
      } else if (!inString && character === '{') {
        open.push('brace');
      } else if (!inString && character === '}') {
        open.pop();
      }
      at += 1;
    }
    return at;
  }

  private skipHeredoc(): boolean {
    heredoc.lastIndex = this.at;
    const match = heredoc.exec(this.source);
    if (!match) {
      return false;
    }
    const end = new RegExp(`^[^\\S\\n]*${match[2]}[^\\S\\n]*$`, 'gmu');
    end.lastIndex = this.at + match[0].length;
    const found = end.exec(this.source);
    this.at = found ? found.index + found[0].length : this.source.length;
    return true;
  }

  private open(character: string) {
    if (this.depth === 0 && character === '{' && this.header.length > 0) {
      const [type, ...labels] = this.header;
      this.current = {
        type: type.text,
        labels: labels.map(label => label.text),
        offset: type.offset,
        attributes: new Map(),
      };
      this.blocks.push(this.current);
      this.inValue = false;
    }
    this.header = [];
    this.depth += 1;
    this.at += 1;
  }

  private close() {
    this.depth -= 1;
    if (this.depth === 0) this.current = undefined;
    this.header = [];
    this.at += 1;
  }

  private assign() {
    const [name] = this.header;
    if (
      this.depth === 1 &&
      this.current &&
      this.header.length === 1 &&
      !this.inValue
    ) {
      const rest = /[^\S\n]*/y;
      rest.lastIndex = this.at + 1;
      const blank = rest.exec(this.source)?.[0].length ?? 0;
      this.current.attributes.set(name.text, this.at + 1 + blank);
      this.inValue = true;
    }
    this.header = [];
    this.at += 1;
  }
}

/**
 * Finds the top-level blocks of an HCL source. The parser does not tell
 * positions, so the text is walked once more, past comments, strings and
 * heredocs. The source must have been parsed without errors.
 */
export function scanBlocks(source: string): BlockPosition[] {
  return new SourceScanner(source).scan();
}

/** Turns offsets of one source into lines and columns. */
export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(source: string) {
    for (
      let at = source.indexOf('\n');
      at >= 0;
      at = source.indexOf('\n', at + 1)
    ) {
      this.starts.push(at + 1);
    }
  }

  /** Counts both from 1. */
  position(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.starts[low] + 1 };
  }
}
