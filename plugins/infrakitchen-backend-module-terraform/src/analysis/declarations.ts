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
  type: (typeof declarationKinds)[number];
  /** Empty for `locals` and `terraform`. */
  name: string;
  body: JsonObject;
  /** Values of JSON files are literal, those of HCL may be expressions. */
  json: boolean;
  override: boolean;
  position: SourcePosition;
  /** Where something within the expression of an attribute is. */
  positionIn(attribute: string, offset: number): SourcePosition;
}

/** Blocks that matter. */
export const declarationKinds = [
  'variable',
  'output',
  'locals',
  'terraform',
] as const;

/** Whether blocks of this type have a name. */
export function isNamed(
  type: Declaration['type'],
): type is 'variable' | 'output' {
  return type === 'variable' || type === 'output';
}

/** Lists the declarations of a parsed file in HCL syntax. */
export function readDeclarations(
  file: ModuleFile,
  body: JsonObject,
  diagnostics: Diagnostic[],
): Declaration[] {
  const locate = locateBlocks(file);
  const toDeclaration = (
    type: Declaration['type'],
    name: string,
    content: JsonObject,
  ) => ({
    type,
    name,
    body: content,
    json: false,
    override: file.override,
    ...locate(type, name),
  });
  const declarations = declarationKinds.flatMap(type => {
    if (!isNamed(type)) {
      return blocksOf(body[type]).map(content =>
        toDeclaration(type, '', content),
      );
    }
    return namedBlocks(body[type], (name, summary) =>
      diagnostics.push(error(summary(type), locate(type, name).position)),
    ).map(([name, content]) => toDeclaration(type, name, content));
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
  refuse: (name: string, summary: (type: string) => string) => void,
): [string, JsonObject][] {
  if (value === undefined) {
    return [];
  }
  if (!isObject(value)) {
    refuse('', type => `The ${type} block needs a name`);
    return [];
  }
  return Object.entries(value).flatMap(
    ([name, content]): [string, JsonObject][] => {
      if (!Array.isArray(content)) {
        refuse(name, type => `The ${type} block "${name}" is malformed`);
        return [];
      }
      return blocksOf(content).map(block => [name, block]);
    },
  );
}

type Locate = (
  type: string,
  name: string,
) => Pick<Declaration, 'position' | 'positionIn'>;

function locateBlocks(file: ModuleFile): Locate {
  const lines = new LineIndex(file.content);
  const found = new Map<string, { blocks: BlockPosition[]; next: number }>();
  for (const block of scanBlocks(file.content)) {
    if (declarationKinds.some(kind => kind === block.type)) {
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
