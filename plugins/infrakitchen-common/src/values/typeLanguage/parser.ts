import type { JsonValue } from '@backstage/types';
import type { Token } from './lexer';
import { TokenReader } from './tokenReader';
import {
  AttributeDefault,
  TypeAttribute,
  TypeExpressionError,
  TypeNode,
} from './types';

/** Deeper types than this are an attack or a mistake. */
const maxDepth = 64;

/** Whether an expression cannot be read as a constant. */
class NotConstant extends Error {}

class Parser extends TokenReader {
  private depth = 0;

  parseWhole(): TypeNode {
    this.skipNewlines();
    const token = this.peek();
    const type = token.kind === 'string' ? this.legacyType(token) : this.type();
    this.skipNewlines();
    if (this.peek().kind !== 'end') {
      this.fail('Nothing more is expected after the type');
    }
    return type;
  }

  /** Terraform 0.11 wrote types in quotes. */
  private legacyType(token: Token & { kind: 'string' }): TypeNode {
    if (
      !['string', 'number', 'bool', 'list', 'map', 'any'].includes(token.value)
    ) {
      this.fail(`"${token.value}" is not a type`);
    }
    this.next();
    return this.simpleType(token.value)!;
  }

  private type(): TypeNode {
    this.depth += 1;
    if (this.depth > maxDepth) {
      this.fail(`Types may be nested ${maxDepth} levels deep`);
    }
    const token = this.peek();
    if (token.kind !== 'identifier') {
      this.fail('A type is expected here');
    }
    this.next();
    const node = this.isPunctuation('(')
      ? this.call(token.text, token)
      : this.simpleType(token.text);
    if (!node) {
      this.fail(
        ['object', 'tuple', 'set', 'optional'].includes(token.text)
          ? `The type ${token.text} needs an argument`
          : `"${token.text}" is not a type`,
        token,
      );
    }
    this.depth -= 1;
    return node;
  }

  private simpleType(name: string): TypeNode | undefined {
    switch (name) {
      case 'string':
      case 'number':
      case 'bool':
      case 'any':
        return { kind: name };
      case 'list':
      case 'map':
        return { kind: name, element: { kind: 'any' } };
      default:
        return undefined;
    }
  }

  private call(name: string, at: Token): TypeNode {
    this.expect('(');
    this.skipNewlines();
    let node: TypeNode;
    switch (name) {
      case 'list':
      case 'set':
      case 'map':
        node = { kind: name, element: this.type() };
        break;
      case 'object':
        node = { kind: 'object', attributes: this.attributes() };
        break;
      case 'tuple':
        node = { kind: 'tuple', elements: this.elements() };
        break;
      case 'optional':
        return this.fail(
          'optional(…) is allowed for an attribute of an object only',
          at,
        );
      default:
        return this.fail(`"${name}" is not a type`, at);
    }
    this.closeCall();
    return node;
  }

  private closeCall() {
    this.skipNewlines();
    if (this.isPunctuation(',')) {
      this.next();
      this.skipNewlines();
    }
    this.expect(')');
  }

  private elements(): TypeNode[] {
    const elements: TypeNode[] = [];
    this.expect('[');
    this.skipNewlines();
    while (!this.isPunctuation(']')) {
      elements.push(this.type());
      this.skipNewlines();
      if (!this.isPunctuation(']')) {
        this.expect(',');
        this.skipNewlines();
      }
    }
    this.next();
    return elements;
  }

  private attributes(): TypeAttribute[] {
    const attributes: TypeAttribute[] = [];
    const names = new Set<string>();
    this.expect('{');
    this.objectItems((name, token) => {
      if (names.has(name)) {
        this.fail(`The attribute "${name}" is there twice`, token);
      }
      names.add(name);
      attributes.push(this.attribute(name));
    });
    return attributes;
  }

  private attribute(name: string): TypeAttribute {
    const token = this.peek();
    if (token.kind !== 'identifier' || token.text !== 'optional') {
      return { name, type: this.type(), optional: false };
    }
    this.next();
    this.expect('(');
    this.skipNewlines();
    const attribute: TypeAttribute = {
      name,
      type: this.type(),
      optional: true,
    };
    this.skipNewlines();
    if (this.isPunctuation(',')) {
      this.next();
      this.skipNewlines();
      if (!this.isPunctuation(')')) {
        attribute.default = this.attributeDefault();
      }
    }
    this.closeCall();
    return attribute;
  }

  private attributeDefault(): AttributeDefault {
    const start = this.position();
    const { depth } = this;
    try {
      const value = this.constant();
      this.skipNewlines();
      if (this.isPunctuation(')') || this.isPunctuation(',')) {
        return { kind: 'value', value };
      }
    } catch (error) {
      const isDeep = this.depth > maxDepth;
      if (
        isDeep ||
        !(error instanceof NotConstant || error instanceof TypeExpressionError)
      ) {
        throw error;
      }
    }
    this.reset(start);
    this.depth = depth;
    return { kind: 'expression', text: this.balancedText() };
  }

  private constant(): JsonValue {
    this.depth += 1;
    if (this.depth > maxDepth) {
      this.fail(`Values may be nested ${maxDepth} levels deep`);
    }
    const value = this.constantTerm();
    this.depth -= 1;
    return value;
  }

  private constantTerm(): JsonValue {
    const token = this.next();
    if (token.kind === 'number') return token.value;
    if (token.kind === 'string' && token.constant) return token.value;
    if (token.kind === 'identifier') {
      const known: Record<string, JsonValue> = {
        true: true,
        false: false,
        null: null,
      };
      if (Object.hasOwn(known, token.text) && !this.isPunctuation('(')) {
        return known[token.text];
      }
    }
    if (token.kind === 'punctuation') {
      if (token.text === '-') {
        const digits = this.next();
        if (digits.kind === 'number') return -digits.value;
      }
      if (token.text === '[') return this.constantList();
      if (token.text === '{') {
        return this.constantObject();
      }
    }
    throw new NotConstant();
  }

  private constantList(): JsonValue[] {
    const values: JsonValue[] = [];
    this.skipNewlines();
    while (!this.isPunctuation(']')) {
      values.push(this.constant());
      this.skipNewlines();
      if (this.isPunctuation(',')) {
        this.next();
        this.skipNewlines();
      } else if (!this.isPunctuation(']')) {
        throw new NotConstant();
      }
    }
    this.next();
    return values;
  }

  /** Reads on after the opening brace. */
  private constantObject(): JsonValue {
    const entries: [string, JsonValue][] = [];
    this.objectItems(name => {
      entries.push([name, this.constant()]);
      const token = this.peek();
      const ends =
        token.kind === 'newline' ||
        this.isPunctuation(',') ||
        this.isPunctuation('}');
      if (!ends) throw new NotConstant();
    });
    return Object.fromEntries(entries);
  }
}

/**
 * Reads a Terraform type constraint such as
 * `map(object({ port = optional(number, 443) }))`.
 *
 * @throws a {@link TypeExpressionError} that says where the text is wrong.
 * @public
 */
export function parseTypeExpression(text: string): TypeNode {
  return new Parser(text).parseWhole();
}
