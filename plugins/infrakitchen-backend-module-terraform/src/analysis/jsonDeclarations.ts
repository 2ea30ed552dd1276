import type { JsonObject } from '@backstage/types';
import type { Diagnostic } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import { declarationKinds, isNamed, type Declaration } from './declarations';
import { error } from './diagnostics';
import type { ModuleFile } from './moduleFiles';
import { LineIndex } from './sourceScanner';

class JsonReader {
  private readonly lines: LineIndex;

  constructor(
    private readonly file: ModuleFile,
    private readonly diagnostics: Diagnostic[],
  ) {
    this.lines = new LineIndex(file.content);
  }

  read(): Declaration[] {
    const root = this.parse();
    if (!root) {
      return [];
    }
    const bodies = root.type === 'null' ? undefined : objectsOf(root);
    if (!bodies) {
      this.refuse('A JSON configuration must be an object', root.offset);
      return [];
    }
    return membersOf(bodies)
      .flatMap(([name, value, offset]) => {
        const type = declarationKinds.find(kind => kind === name);
        if (!type) return [];
        return isNamed(type)
          ? this.named(type, value, offset)
          : this.blocks(type, '', value, offset);
      })
      .sort((a, b) => a.offset - b.offset)
      .map(({ declaration }) => declaration);
  }

  private parse(): Node | undefined {
    const errors: ParseError[] = [];
    try {
      const root = parseTree(this.file.content, errors, {
        disallowComments: true,
      });
      if (errors.length === 0) {
        // The tree is lenient here and there; what it passes on must be JSON.
        JSON.parse(this.file.content);
        return root;
      }
      const [{ error: code, offset }] = errors;
      this.refuse('The JSON is not valid', offset, complaintOf(code));
    } catch (cause) {
      this.refuse(
        'The JSON is not valid',
        0,
        cause instanceof RangeError
          ? 'It is nested too deeply.'
          : (cause as Error).message,
      );
    }
    return undefined;
  }

  private named(
    type: 'variable' | 'output',
    value: Node,
    offset: number,
  ): Placed[] {
    const groups = objectsOf(value);
    if (!groups) {
      this.refuse(`The ${type} block needs a name`, offset);
      return [];
    }
    return membersOf(groups).flatMap(([name, content, at]) =>
      this.blocks(type, name, content, at),
    );
  }

  private blocks(
    type: Declaration['type'],
    name: string,
    value: Node,
    offset: number,
  ): Placed[] {
    const bodies = objectsOf(value);
    if (!bodies) {
      this.refuse(
        name === ''
          ? `The ${type} block is malformed`
          : `The ${type} block "${name}" is malformed`,
        offset,
      );
      return [];
    }
    return bodies.map(body => {
      // Several blocks in a list are told apart by where each of them starts.
      const place = bodies.length > 1 ? body.offset : offset;
      return {
        offset: place,
        declaration: this.declare(type, name, body, place),
      };
    });
  }

  private declare(
    type: Declaration['type'],
    name: string,
    body: Node,
    offset: number,
  ): Declaration {
    const attributes = new Map(
      membersOf([body]).map(([attribute, value]) => [attribute, value]),
    );
    const position = this.at(offset);
    return {
      type,
      name,
      body: JSON.parse(textOf(this.file, body)) as JsonObject,
      json: true,
      override: this.file.override,
      position,
      positionIn: (attribute, within) => {
        const value = attributes.get(attribute);
        if (!value) return position;
        // Escapes would move what is within a text; then its start must do.
        const isPlain =
          value.type === 'string' && !textOf(this.file, value).includes('\\');
        return this.at(value.offset + (isPlain ? 1 + within : 0));
      },
    };
  }

  private at(offset: number) {
    return { file: this.file.name, ...this.lines.position(offset) };
  }

  private refuse(summary: string, offset: number, detail?: string) {
    this.diagnostics.push(error(summary, this.at(offset), detail));
  }
}

/**
 * Lists the declarations of a file in JSON syntax. It is read as a tree, not
 * as values: the same name may stand twice in an object and means two blocks,
 * and a tree knows where everything is.
 */
export function readJsonDeclarations(
  file: ModuleFile,
  diagnostics: Diagnostic[],
): Declaration[] {
  return new JsonReader(file, diagnostics).read();
}

interface Placed {
  declaration: Declaration;
  offset: number;
}

/** One object or a list of them; nothing at all for null. */
function objectsOf(node: Node): Node[] | undefined {
  if (node.type === 'null') return [];
  const nodes = node.type === 'array' ? node.children ?? [] : [node];
  return nodes.every(({ type }) => type === 'object') ? nodes : undefined;
}

type Member = [name: string, value: Node, offset: number];

/** Members of objects, also those that have the same name. */
function membersOf(objects: Node[]): Member[] {
  return objects.flatMap(({ children = [] }) =>
    children.flatMap(({ children: [key, value] = [], offset }): Member[] =>
      value ? [[key.value as string, value, offset]] : [],
    ),
  );
}

function textOf({ content }: ModuleFile, { offset, length }: Node): string {
  return content.slice(offset, offset + length);
}

/** "InvalidSymbol" as a sentence. */
function complaintOf(code: number): string {
  const words = printParseErrorCode(code)
    .replace(/(?<=[a-z])[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
    .toLowerCase();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
