import type { JsonObject } from '@backstage/types';
import type {
  Diagnostic,
  ModuleAnalysis,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Declaration, readDeclarations } from './declarations';
import {
  error,
  invalidModule,
  parseDiagnostics,
  parserFileName,
} from './diagnostics';
import { HclReader } from './HclReader';
import { limits } from './limits';
import { mergeByName } from './merge';
import { ModuleFile, ModuleLocation, readModuleFiles } from './moduleFiles';
import { readRequirements } from './requirements';
import { LineIndex } from './sourceScanner';
import { Findings, readOutput, readVariable } from './variables';

const sharedReader = new HclReader();

/**
 * Reads the interface of a module: its variables, outputs and needs. Nothing
 * of the module is run.
 *
 * @public
 */
export async function analyseModule(
  location: ModuleLocation,
): Promise<ModuleAnalysis> {
  const files = await readModuleFiles(location);
  const findings: Findings = { errors: [], warnings: [] };
  const declarations = await parseFiles(files, findings.errors);
  refuseErrors(location, findings);

  const ofType = (type: Declaration['type']) =>
    declarations.filter(declaration => declaration.type === type);
  const variables = mergeByName(ofType('variable'), findings.errors)
    .map(declaration => readVariable(declaration, findings))
    .filter(variable => variable !== undefined);
  const outputs = mergeByName(ofType('output'), findings.errors)
    .map(declaration => readOutput(declaration, findings))
    .filter(output => output !== undefined);
  const requirements = readRequirements(ofType('terraform'), findings);
  refuseErrors(location, findings);

  return {
    variables,
    outputs,
    ...requirements,
    files: files.map(file => file.name),
    ...(findings.warnings.length > 0 && { warnings: findings.warnings }),
  };
}

/** Ends the parser's thread, which otherwise rests until it is needed or the process ends. */
export async function closeAnalyser(): Promise<void> {
  await sharedReader.close();
}

function refuseErrors(location: ModuleLocation, { errors }: Findings) {
  if (errors.length > 0) {
    throw invalidModule(location.path, errors);
  }
}

async function parseFiles(
  files: ModuleFile[],
  errors: Diagnostic[],
): Promise<Declaration[]> {
  const native = files.filter(file => !file.json);
  const results = await sharedReader.read(
    native.map(({ content }) => ({ name: parserFileName, content })),
    { timeoutMs: limits.parseMs },
  );
  const bodies = new Map<ModuleFile, JsonObject>();
  native.forEach((file, index) => {
    const result = results[index];
    if (result.ok) {
      bodies.set(file, result.body);
    } else {
      errors.push(...parseDiagnostics(file.name, result.message));
    }
  });
  for (const file of files.filter(({ json }) => json)) {
    const body = parseJson(file, errors);
    if (body) bodies.set(file, body);
  }
  return files.flatMap(file => {
    const body = bodies.get(file);
    return body ? readDeclarations(file, body, errors) : [];
  });
}

function parseJson(
  file: ModuleFile,
  errors: Diagnostic[],
): JsonObject | undefined {
  try {
    const body: unknown = JSON.parse(file.content);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
      return body as JsonObject;
    }
    errors.push(
      error('A JSON configuration must be an object', { file: file.name }),
    );
  } catch (cause) {
    const { message } = cause as Error;
    const offset = /position (\d+)/.exec(message)?.[1];
    const place = new LineIndex(file.content).position(
      offset === undefined ? file.content.length : Number(offset),
    );
    errors.push(
      error('The JSON is not valid', { file: file.name, ...place }, message),
    );
  }
  return undefined;
}
