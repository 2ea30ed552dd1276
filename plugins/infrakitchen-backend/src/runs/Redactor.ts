import {
  splitStyles,
  withoutStyles,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** What stands where a secret stood. */
export const MASK = '********';

/** Shorter values would mask half of every text; they are refused as secrets. */
const MIN_LENGTH = 4;

/** Where a secret stands in a text. */
interface Span {
  start: number;
  end: number;
}

/**
 * Masks secret values and their usual encodings in text. One stands in front
 * of every sink of a run: log, stream, errors, audit and progress.
 */
export class Redactor {
  /** Forms by their first characters, the longest first. */
  readonly #forms = new Map<string, string[]>();
  /** Marks how forms begin, so that most of a text is passed over quickly. */
  readonly #beginnings = new Uint8Array(0x10000);
  #longest = 0;

  /** Adds secrets; objects and arrays are walked for their strings. */
  add(...values: unknown[]): void {
    for (const value of values) {
      for (const text of strings(value)) {
        for (const form of encodings(text)) {
          this.#addForm(form);
        }
      }
    }
  }

  /** Length of the longest form of a secret. */
  get window(): number {
    return this.#longest;
  }

  redact(text: string): string {
    return mask(text, this.#spans(text));
  }

  /**
   * Redacts text that was cut at its end, where half a secret may stand.
   * Colours and styles within a secret do not hide it, and stay.
   */
  redactCut(text: string): string {
    const { plain, styles } = splitStyles(text);
    const spans = this.#spans(plain);
    const tail = this.#partialSecretAt(plain);
    if (tail !== undefined) {
      include(spans, { start: tail, end: plain.length });
    }
    return mask(plain, spans, styles);
  }

  /** Redacts every string of a JSON value, keys too. */
  redactJson<T>(value: T): T {
    if (this.#longest === 0 || value === undefined) {
      return value;
    }
    return walk(value, text => this.redact(text)) as T;
  }

  /** Redacts a stream of chunks that may cut a secret anywhere. */
  stream(): { push(chunk: string): string; end(): string } {
    let held = '';
    /** Characters at the beginning of what is held whose mask is out already. */
    let masked = 0;
    const pass = (text: string, cut: number) => {
      const spans = this.#spans(text);
      if (masked > 0) {
        include(spans, { start: 0, end: masked });
      }
      const begun = spans.filter(span => span.start < cut);
      const out = mask(text.slice(0, cut), begun);
      const isOpen = masked > 0;
      masked = Math.max(0, (begun.at(-1)?.end ?? 0) - cut);
      held = text.slice(cut);
      return isOpen ? out.slice(MASK.length) : out;
    };
    return {
      // What is held back may be the beginning of a secret, or lie in a longer one.
      push: chunk => {
        const text = held + chunk;
        const cut = Math.max(0, text.length - Math.max(0, this.#longest - 1));
        if (cut === 0) {
          held = text;
          return '';
        }
        return pass(text, cut);
      },
      end: () => pass(held, held.length),
    };
  }

  #addForm(form: string): void {
    const start = form.slice(0, MIN_LENGTH);
    const forms = this.#forms.get(start) ?? [];
    if (!forms.includes(form)) {
      forms.push(form);
      forms.sort((a, b) => b.length - a.length);
      this.#forms.set(start, forms);
      this.#beginnings[beginning(form, 0)] = 1;
      this.#longest = Math.max(this.#longest, form.length);
    }
  }

  /** Forms that begin with the characters at a position. */
  #formsAt(text: string, at: number): string[] {
    return this.#beginnings[beginning(text, at)]
      ? this.#forms.get(text.slice(at, at + MIN_LENGTH)) ?? []
      : [];
  }

  /** Where secrets stand; those that overlap as one. */
  #spans(text: string): Span[] {
    const spans: Span[] = [];
    for (let at = 0; at <= text.length - MIN_LENGTH; at++) {
      const found = this.#formsAt(text, at).find(form =>
        text.startsWith(form, at),
      );
      const last = spans.at(-1);
      if (found && last && at < last.end) {
        last.end = Math.max(last.end, at + found.length);
      } else if (found) {
        spans.push({ start: at, end: at + found.length });
      }
    }
    return spans;
  }

  #partialSecretAt(text: string): number | undefined {
    const from = Math.max(0, text.length - this.#longest + 1);
    for (let at = from; at <= text.length - MIN_LENGTH; at++) {
      const length = text.length - at;
      const partial = this.#formsAt(text, at).some(
        form => form.length > length && text.endsWith(form.slice(0, length)),
      );
      if (partial) {
        return at;
      }
    }
    return undefined;
  }
}

function beginning(text: string, at: number): number {
  return (text.charCodeAt(at) * 251 + text.charCodeAt(at + 1)) & 0xffff;
}

/** Adds a span at either end of others, and joins it with those it overlaps. */
function include(spans: Span[], added: Span): void {
  const touched = spans.filter(
    span => span.start < added.end && added.start < span.end,
  );
  const joined = {
    start: Math.min(added.start, ...touched.map(span => span.start)),
    end: Math.max(added.end, ...touched.map(span => span.end)),
  };
  const rest = spans.filter(span => !touched.includes(span));
  spans.splice(0, spans.length, ...rest, joined);
  spans.sort((a, b) => a.start - b.start);
}

/** Puts masks for spans into a text, and back into it what was taken out. */
function mask(
  text: string,
  spans: Span[],
  styles: { at: number; sequence: string }[] = [],
): string {
  let result = '';
  let at = 0;
  let next = 0;
  const copyTo = (to: number) => {
    for (; next < spans.length && spans[next].start < to; next++) {
      result += text.slice(at, spans[next].start) + MASK;
      at = spans[next].end;
    }
    if (at < to) {
      result += text.slice(at, to);
      at = to;
    }
  };
  for (const style of styles) {
    copyTo(style.at);
    result += style.sequence;
  }
  copyTo(text.length);
  return result;
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
    // As a log keeps it.
    add(withoutStyles(part));
    const json = JSON.stringify(part).slice(1, -1);
    add(json);
    // As Go writes JSON, and with it the engines.
    add(json.replace(/[<>&\u2028\u2029]/g, unicodeEscape));
    // Half a surrogate pair, which has no encoding, becomes what the bytes have.
    add(encodeURIComponent(bytes.toString('utf8')));
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
  if (typeof value === 'number') {
    return redact(String(value)) === MASK ? MASK : value;
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

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
