import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  Diagnostic,
  SourcePosition,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { error } from './diagnostics';
import type { ModuleFile } from './moduleFiles';
import { BlockPosition, LineIndex, scanBlocks } from './sourceScanner';

/** A block of a file that matters for the interface of a module. */
export interface Declaration {
  type: 'variable' | 'output' | 'terraform';
  /** Empty for `terraform`. */
  name: string;
  body: JsonObject;
  /** Values of JSON files are literal, those of HCL may be expressions. */
  json: boolean;
  override: boolean;
  position: SourcePosition;
  /** Where something within the expression of an attribute is. */
  positionIn(attribute: string, offset: number): SourcePosition;
}

const kinds = ['variable', 'output', 'terraform'] as const;

/** Lists the declarations of a parsed file. */
export function readDeclarations(
  file: ModuleFile,
  body: JsonObject,
  diagnostics: Diagnostic[],
): Declaration[] {
  const locate = file.json ? locateInJson(file) : locateInHcl(file);
  const toDeclaration = (
    type: Declaration['type'],
    name: string,
    content: JsonObject,
  ) => ({
    type,
    name,
    body: content,
    json: file.json,
    override: file.override,
    ...locate(type, name),
  });
  const declarations = kinds.flatMap(type => {
    if (type === 'terraform') {
      return blocksOf(body[type]).map(content =>
        toDeclaration(type, '', content),
      );
    }
    return namedBlocks(body[type], file, type, diagnostics).map(
      ([name, content]) => toDeclaration(type, name, content),
    );
  });
  // The parser sorts by name; forms follow the order in which the author wrote.
  return declarations.sort((a, b) => compareLines(a.position, b.position));
}

function compareLines(a: SourcePosition, b: SourcePosition): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A block that may be repeated is an object or a list of objects. */
export function blocksOf(value: JsonValue | undefined): JsonObject[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

function namedBlocks(
  value: JsonValue | undefined,
  file: ModuleFile,
  type: string,
  diagnostics: Diagnostic[],
): [string, JsonObject][] {
  if (value === undefined) {
    return [];
  }
  if (!file.json && !isObject(value)) {
    diagnostics.push(
      error(`A ${type} block needs a name`, { file: file.name }),
    );
    return [];
  }
  return blocksOf(value).flatMap(group =>
    Object.entries(group).flatMap(([name, content]): [string, JsonObject][] => {
      if (file.json && name === '//') {
        return [];
      }
      const fits = file.json
        ? isObject(content) || Array.isArray(content)
        : Array.isArray(content);
      if (!fits) {
        diagnostics.push(
          error(`The ${type} block "${name}" is malformed`, {
            file: file.name,
          }),
        );
        return [];
      }
      return blocksOf(content).map(block => [name, block]);
    }),
  );
}

type Locate = (
  type: string,
  name: string,
) => Pick<Declaration, 'position' | 'positionIn'>;

function locateInHcl(file: ModuleFile): Locate {
  const lines = new LineIndex(file.content);
  const found = new Map<string, { blocks: BlockPosition[]; next: number }>();
  for (const block of scanBlocks(file.content)) {
    if (kinds.some(kind => kind === block.type)) {
      const key = blockKey(block.type, block.labels[0] ?? '');
      const same = found.get(key) ?? { blocks: [], next: 0 };
      same.blocks.push(block);
      found.set(key, same);
    }
  }
  const at = (offset: number) => ({
    file: file.name,
    ...lines.position(offset),
  });
  return (type, name) => {
    const same = found.get(blockKey(type, name));
    // The parser keeps blocks of the same name in their order.
    const block = same?.blocks[same.next++];
    const position = block ? at(block.offset) : { file: file.name };
    return {
      position,
      positionIn(attribute, offset) {
        const start = block?.attributes.get(attribute);
        return start === undefined ? position : at(start + offset);
      },
    };
  };
}

function blockKey(type: string, name: string): string {
  return JSON.stringify([type, name]);
}

/** Good enough to open the right line: the first place where the name is a key. */
function locateInJson(file: ModuleFile): Locate {
  const lines = new LineIndex(file.content);
  const keys = new Map<string, number[]>();
  for (const match of file.content.matchAll(/"((?:[^"\\]|\\.)*)"(\s*:)?/g)) {
    if (match[2] !== undefined) {
      const offsets = keys.get(match[1]) ?? [];
      offsets.push(match.index);
      keys.set(match[1], offsets);
    }
  }
  return (type, name) => {
    const [section = 0] = keys.get(type) ?? [];
    const offsets =
      name === ''
        ? [section]
        : keys.get(JSON.stringify(name).slice(1, -1)) ?? [];
    const offset = offsets.find(candidate => candidate >= section);
    const position =
      offset === undefined
        ? { file: file.name }
        : { file: file.name, ...lines.position(offset) };
    return { position, positionIn: () => position };
  };
}
