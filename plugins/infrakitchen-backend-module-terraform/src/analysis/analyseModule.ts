import type { JsonObject } from '@backstage/types';
import type {
  Diagnostic,
  ModuleAnalysis,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { blocksOf, Declaration, readDeclarations } from './declarations';
import {
  error,
  invalidModule,
  parseDiagnostics,
  parserFileName,
} from './diagnostics';
import { HclReader } from './HclReader';
import { impliedProviders } from './impliedProviders';
import { readJsonDeclarations } from './jsonDeclarations';
import { limits } from './limits';
import { mergeByName } from './merge';
import { ModuleFile, ModuleLocation, readModuleFiles } from './moduleFiles';
import { createShownVariables } from './outputVariables';
import { readRequirements } from './requirements';
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
  const { declarations, bodies } = await parseFiles(files, findings.errors);
  refuseErrors(location, findings);

  const ofType = (type: Declaration['type']) =>
    declarations.filter(declaration => declaration.type === type);
  const variables = mergeByName(ofType('variable'), findings.errors)
    .map(declaration => readVariable(declaration, findings))
    .filter(variable => variable !== undefined);
  const secrets = new Set(
    variables.filter(({ sensitive }) => sensitive).map(({ name }) => name),
  );
  const shownBy = createShownVariables(ofType('locals'));
  const outputs = mergeByName(ofType('output'), findings.errors)
    .map(declaration => readOutput(declaration, { shownBy, secrets }, findings))
    .filter(output => output !== undefined);
  const requirements = readRequirements(ofType('terraform'), findings);
  refuseErrors(location, findings);
  const implied = impliedProviders(bodies, requirements.requiredProviders);

  return {
    variables,
    outputs,
    ...requirements,
    ...(implied.length > 0 && { impliedProviders: implied }),
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
): Promise<{ declarations: Declaration[]; bodies: JsonObject[] }> {
  const native = files.filter(file => !file.json && !isLfsPointer(file));
  errors.push(...files.filter(isLfsPointer).map(lfsError));
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
  const declarations = files.flatMap(file => {
    if (file.json && !isLfsPointer(file)) {
      return readJsonDeclarations(file, errors);
    }
    const body = bodies.get(file);
    return body ? readDeclarations(file, body, errors) : [];
  });
  return {
    declarations,
    bodies: [...bodies.values(), ...files.flatMap(jsonBodies)],
  };
}

/** What cannot be read is among the errors already. */
function jsonBodies({ json, content }: ModuleFile): JsonObject[] {
  try {
    return json ? blocksOf(JSON.parse(content)) : [];
  } catch {
    return [];
  }
}

function isLfsPointer({ content }: ModuleFile): boolean {
  return content.startsWith('version https://git-lfs.github.com/spec/');
}

function lfsError({ name }: ModuleFile): Diagnostic {
  return error(
    'The file is kept in Git LFS, and the repository has a pointer to it only',
    { file: name, line: 1, column: 1 },
    'Keep the configuration files of a module in git itself.',
  );
}
