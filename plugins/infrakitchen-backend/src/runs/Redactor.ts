/** What stands where a secret stood. */
export const MASK = '********';

/** Shorter values would mask half of every text; they are refused as secrets. */
const MIN_LENGTH = 4;

/**
 * Masks secret values and their usual encodings in text. One stands in front
 * of every sink of a run: log, stream, errors, audit and progress.
 */
export class Redactor {
  #secrets = new Set<string>();
  #pattern: RegExp | undefined;
  #longest = 0;

  /** Adds secrets; objects and arrays are walked for their strings. */
  add(...values: unknown[]): void {
    for (const value of values) {
      for (const text of strings(value)) {
        for (const form of encodings(text)) {
          this.#secrets.add(form);
          this.#longest = Math.max(this.#longest, form.length);
        }
      }
    }
    this.#pattern = undefined;
  }

  /** Length of the longest form of a secret. */
  get window(): number {
    return this.#longest;
  }

  redact(text: string): string {
    if (this.#secrets.size === 0 || text.length < MIN_LENGTH) {
      return text;
    }
    this.#pattern ??= new RegExp(
      // Longest first, so that a secret inside another does not uncover the rest.
      [...this.#secrets]
        .sort((a, b) => b.length - a.length)
        .map(escapeRegExp)
        .join('|'),
      'g',
    );
    return text.replace(this.#pattern, MASK);
  }

  /** Redacts text that was cut at its end, where half a secret may stand. */
  redactCut(text: string): string {
    const redacted = this.redact(text);
    const tail = this.#partialSecretAt(redacted);
    return tail === undefined
      ? redacted
      : `${redacted.slice(0, tail)}${MASK}`;
  }

  /** Redacts every string of a JSON value, keys too. */
  redactJson<T>(value: T): T {
    if (this.#secrets.size === 0 || value === undefined) {
      return value;
    }
    return walk(value, text => this.redact(text)) as T;
  }

  /** Redacts a stream of chunks that may cut a secret anywhere. */
  stream(): { push(chunk: string): string; end(): string } {
    let held = '';
    return {
      push: chunk => {
        // What was held may end in half a secret, which only the next chunk tells.
        const text = this.redact(held + chunk);
        const keep = Math.max(0, text.length - Math.max(0, this.#longest - 1));
        const cut = this.#safeCut(text, keep);
        held = text.slice(cut);
        return text.slice(0, cut);
      },
      end: () => {
        const rest = this.redact(held);
        held = '';
        return rest;
      },
    };
  }

  /** A mask must not be cut in two, or its halves would meet a later redaction. */
  #safeCut(text: string, cut: number): number {
    const start = text.lastIndexOf(MASK, cut);
    return start >= 0 && start < cut && start + MASK.length > cut
      ? start + MASK.length
      : cut;
  }

  #partialSecretAt(text: string): number | undefined {
    const from = Math.max(0, text.length - this.#longest + 1);
    for (let at = from; at <= text.length - MIN_LENGTH; at++) {
      const tail = text.slice(at);
      for (const secret of this.#secrets) {
        if (secret.length > tail.length && secret.startsWith(tail)) {
          return at;
        }
      }
    }
    return undefined;
  }
}

function* strings(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    yield value;
  } else if (typeof value === 'number' || typeof value === 'bigint') {
    yield String(value);
  } else if (value && typeof value === 'object') {
    for (const inner of Object.values(value)) {
      yield* strings(inner);
    }
  }
}

/** The forms in which tools print a value; PEM and the like line by line. */
function encodings(text: string): Set<string> {
  const forms = new Set<string>();
  const add = (form: string) => {
    const trimmed = form.trim();
    if (trimmed.length >= MIN_LENGTH) {
      forms.add(trimmed);
    }
  };
  for (const part of new Set([text, ...text.split(/\r?\n/)])) {
    if (part.trim().length < MIN_LENGTH) {
      continue;
    }
    const bytes = Buffer.from(part, 'utf8');
    add(part);
    add(JSON.stringify(part).slice(1, -1));
    add(encodeURIComponent(part));
    add(new URLSearchParams({ v: part }).toString().slice(2));
    add(bytes.toString('base64'));
    add(bytes.toString('base64url'));
    for (const form of base64Inside(bytes)) {
      add(form);
      add(form.replace(/\+/g, '-').replace(/\//g, '_'));
    }
    add(bytes.toString('hex'));
    add(bytes.toString('hex').toUpperCase());
  }
  return forms;
}

/**
 * What stays of a value where it stands inside a longer base64 text, such as
 * `user:password`: three alignments, without the characters at the ends that
 * the neighbours decide too.
 */
function* base64Inside(bytes: Buffer): Generator<string> {
  for (const shift of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const end = (shift + bytes.length) % 3 === 0 ? text.length : -1;
    yield text.slice(shift === 0 ? 0 : shift + 1, end);
  }
}

function walk(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') {
    return redact(value);
  }
  if (Array.isArray(value)) {
    return value.map(item => walk(item, redact));
  }
  if (value && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        redact(key),
        walk(inner, redact),
      ]),
    );
  }
  return value;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
