import { TypeExpressionError } from './types';

/** A piece of an HCL expression. */
export type Token =
  | { kind: 'identifier'; text: string; start: number; end: number }
  | { kind: 'number'; value: number; start: number; end: number }
  /** `constant` is false where the string interpolates something. */
  | {
      kind: 'string';
      value: string;
      constant: boolean;
      start: number;
      end: number;
    }
  | { kind: 'punctuation'; text: string; start: number; end: number }
  | { kind: 'newline'; start: number; end: number }
  | { kind: 'end'; start: number; end: number };

const blank = /[^\S\n]+/y;
const comment = /#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const heredoc =
  /<<(-?)([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n([\s\S]*?)^[^\S\n]*\2(?=[^\S\n]*$)/muy;
const identifier = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const operators = ['...', '==', '!=', '<=', '>=', '&&', '||', '=>'];

/** Strings within interpolations within strings beyond this are an attack. */
const maxStringDepth = 32;

const simpleEscapes: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
};

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Splits an expression into tokens; the last one is `end`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const skipped = match(blank, text, at) ?? match(comment, text, at);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const token = readToken(text, at);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', start: text.length, end: text.length });
  return tokens;
}

function readToken(text: string, start: number): Token {
  if (text[start] === '\n') {
    return { kind: 'newline', start, end: start + 1 };
  }
  if (text[start] === '"') {
    return readString(text, start);
  }
  const document = text[start] === '<' ? readHeredoc(text, start) : undefined;
  if (document) {
    return document;
  }
  const name = match(identifier, text, start);
  if (name !== undefined) {
    return { kind: 'identifier', text: name, start, end: start + name.length };
  }
  const digits = match(number, text, start);
  if (digits !== undefined) {
    return {
      kind: 'number',
      value: Number(digits),
      start,
      end: start + digits.length,
    };
  }
  const operator =
    operators.find(candidate => text.startsWith(candidate, start)) ??
    String.fromCodePoint(text.codePointAt(start)!);
  return {
    kind: 'punctuation',
    text: operator,
    start,
    end: start + operator.length,
  };
}

function readString(text: string, start: number, depth = 0): Token {
  if (depth > maxStringDepth) {
    throw new TypeExpressionError('Strings are nested too deeply', text, start);
  }
  let value = '';
  let constant = true;
  let at = start + 1;
  while (text[at] !== '"') {
    if (at >= text.length || text[at] === '\n') {
      throw new TypeExpressionError(
        'This string has no closing quote',
        text,
        start,
      );
    }
    if (text[at] === '\\') {
      const escape = readEscape(text, at);
      value += escape.value;
      at = escape.end;
    } else if (text.startsWith('$${', at) || text.startsWith('%%{', at)) {
      value += text.slice(at + 1, at + 3);
      at += 3;
    } else if (text.startsWith('${', at) || text.startsWith('%{', at)) {
      const end = endOfInterpolation(text, at + 2, depth + 1);
      value += text.slice(at, end);
      constant = false;
      at = end;
    } else {
      value += text[at];
      at += 1;
    }
  }
  return { kind: 'string', value, constant, start, end: at + 1 };
}

function readHeredoc(text: string, start: number): Token | undefined {
  heredoc.lastIndex = start;
  const found = heredoc.exec(text);
  if (!found) {
    return undefined;
  }
  const [whole, flush, , body] = found;
  return {
    kind: 'string',
    value: (flush ? withoutIndent(body) : body).replace(/([$%])\1\{/g, '$1{'),
    constant: !/(?<!\$)\$\{|(?<!%)%\{/.test(body),
    start,
    end: start + whole.length,
  };
}

function withoutIndent(text: string): string {
  const indents = text.match(/^[^\S\n]*(?=\S)/gm) ?? [''];
  const width = Math.min(...indents.map(({ length }) => length));
  return text.replace(new RegExp(`^[^\\S\\n]{0,${width}}`, 'gm'), '');
}

function readEscape(text: string, at: number): { value: string; end: number } {
  const letter = text[at + 1];
  const simple = simpleEscapes[letter];
  if (simple !== undefined) {
    return { value: simple, end: at + 2 };
  }
  const length = { u: 4, U: 8 }[letter];
  const digits = length ? text.slice(at + 2, at + 2 + length) : '';
  const code = parseInt(digits, 16);
  if (
    !length ||
    !/^[0-9a-fA-F]+$/.test(digits) ||
    digits.length < length ||
    code > 0x10ffff
  ) {
    throw new TypeExpressionError(
      'This escape sequence is not known',
      text,
      at,
    );
  }
  return { value: String.fromCodePoint(code), end: at + 2 + length };
}

/** Finds the end of `${…}`, whose expression may hold strings and braces of its own. */
function endOfInterpolation(
  text: string,
  start: number,
  stringDepth: number,
): number {
  let depth = 1;
  let at = start;
  while (at < text.length && text[at] !== '\n') {
    if (text[at] === '"') {
      at = readString(text, at, stringDepth).end;
      continue;
    }
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
  throw new TypeExpressionError(
    'This interpolation has no closing brace',
    text,
    start - 2,
  );
}
