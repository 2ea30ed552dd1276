import {
  isInfrakitchenError,
  type Culprit,
  type EffectiveValues,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ValuesRefusedError } from './problems';

/** One thing that a resource would be refused for. */
export interface CreationProblem {
  /** Field of the input, such as `values.size`; absent where it is none alone. */
  field?: string;
  code: string;
  message: string;
}

/** What creating a resource would come to. */
export interface ResourceCheck {
  valid: boolean;
  problems: CreationProblem[];
  /** The values that would hold, masked, with where they come from. */
  effective?: EffectiveValues;
}

const fields: Partial<Record<Culprit['kind'], string>> = {
  version: 'versionId',
  template: 'templateId',
  project: 'projectId',
  workspace: 'workspaceId',
  storage: 'storageId',
  integration: 'integrations',
  secret: 'secretIds',
  principal: 'ownerRef',
  resource: 'parentIds',
};

/** Where the beginning of the code says more than what it is about. */
const byCode: Record<string, string> = {
  name: 'name',
  version: 'versionId',
  parent: 'parentIds',
};

/** Tries, and says what is wrong instead of failing. What may not be is thrown. */
export async function checkCreation(
  attempt: () => Promise<EffectiveValues>,
): Promise<ResourceCheck> {
  try {
    return { valid: true, problems: [], effective: await attempt() };
  } catch (error) {
    if (error instanceof ValuesRefusedError) {
      return {
        valid: false,
        problems: error.errors.map(
          ({ code, message, variable, culprits = [] }) => ({
            field: variable
              ? `values.${variable}`
              : fieldOf({ code, culprits }),
            code,
            message,
          }),
        ),
      };
    }
    if (
      isInfrakitchenError(error) &&
      (error.name === 'InputError' || error.name === 'ConflictError')
    ) {
      const { code, message } = error;
      return {
        valid: false,
        problems: [{ field: fieldOf(error), code, message }],
      };
    }
    throw error;
  }
}

function fieldOf(problem: {
  code: string;
  culprits: Culprit[];
}): string | undefined {
  const about = /^(name|version|parent)_/.exec(problem.code)?.[1];
  if (about) {
    return byCode[about];
  }
  const [culprit] = problem.culprits;
  switch (culprit?.kind) {
    case undefined:
      return undefined;
    case 'variable':
      return `values.${culprit.name}`;
    case 'tag':
    case 'config':
      return `${culprit.kind}s.${culprit.name}`;
    case 'field':
      return culprit.name;
    default:
      return fields[culprit.kind];
  }
}
