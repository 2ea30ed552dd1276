import { Token, tokenize } from './lexer';
import { TypeExpressionError } from './types';

const closers: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** Walks over the tokens of an expression. */
export class TokenReader {
  private readonly tokens: Token[];
  private index = 0;

  constructor(private readonly text: string) {
    this.tokens = tokenize(text);
  }

  protected position(): number {
    return this.index;
  }

  protected reset(position: number) {
    this.index = position;
  }

  /** Text up to the comma or parenthesis that ends an argument. */
  protected balancedText(): string {
    const start = this.peek().start;
    let end = start;
    const open: string[] = [];
    for (;;) {
      const token = this.peek();
      if (token.kind === 'end') {
        this.fail('This expression is not complete');
      }
      if (token.kind === 'punctuation') {
        if (open.length === 0 && (token.text === ')' || token.text === ',')) {
          break;
        }
        if (closers[token.text]) {
          open.push(closers[token.text]);
        } else if (
          Object.values(closers).includes(token.text) &&
          open.pop() !== token.text
        ) {
          this.fail(`"${token.text}" closes nothing`);
        }
      }
      if (token.kind !== 'newline') end = token.end;
      this.next();
    }
    if (end === start) {
      this.fail('A default is expected here');
    }
    return this.text.slice(start, end);
  }

  /** `key = item … }` after an opening brace; items are separated by commas or newlines. */
  protected objectItems(readItem: (name: string, token: Token) => void) {
    this.skipNewlines();
    while (!this.isPunctuation('}')) {
      const token = this.next();
      if (
        token.kind !== 'identifier' &&
        !(token.kind === 'string' && token.constant)
      ) {
        this.fail('The name of an attribute is expected here', token);
      }
      this.skipNewlinesBefore('=');
      if (!this.isPunctuation('=') && !this.isPunctuation(':')) {
        this.fail('"=" is expected after the name of an attribute');
      }
      this.next();
      this.skipNewlines();
      readItem(token.kind === 'identifier' ? token.text : token.value, token);
      if (this.isPunctuation(',')) {
        this.next();
      } else if (this.peek().kind !== 'newline' && !this.isPunctuation('}')) {
        this.fail('Attributes are separated by a comma or a new line');
      }
      this.skipNewlines();
    }
    this.next();
  }

  protected peek(): Token {
    return this.tokens[this.index];
  }

  protected next(): Token {
    const token = this.tokens[this.index];
    if (token.kind !== 'end') this.index += 1;
    return token;
  }

  protected skipNewlines() {
    while (this.peek().kind === 'newline') this.index += 1;
  }

  protected skipNewlinesBefore(text: string) {
    const start = this.index;
    this.skipNewlines();
    if (!this.isPunctuation(text)) this.index = start;
  }

  protected isPunctuation(text: string): boolean {
    const token = this.peek();
    return token.kind === 'punctuation' && token.text === text;
  }

  protected expect(text: string) {
    if (!this.isPunctuation(text)) {
      this.fail(`"${text}" is expected here`);
    }
    this.next();
  }

  protected fail(message: string, token: Token = this.peek()): never {
    throw new TypeExpressionError(message, this.text, token.start);
  }
}
