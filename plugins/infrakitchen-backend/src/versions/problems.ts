import {
  disallowedProviders,
  InfrakitchenError,
  type ModuleAnalysis,
  type ValueError,
  type InfrakitchenErrorName,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { listNames, type Sample } from '../database';
import { templateCulprit, type TemplateRecord } from '../templates';
import { versionCulprit, type VersionRecord } from './types';

export function versionNotFound(id: string): InfrakitchenError {
  return new InfrakitchenError('NotFoundError', {
    code: 'version_not_found',
    message: `There is no version with the id '${id}'`,
    culprits: [{ kind: 'version', id }],
  });
}

export function versionOfOther(
  template: { id: string; name?: string },
  id: string,
): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'version_of_other_template',
    message: `The version with the id '${id}' is of another template${
      template.name ? ` than '${template.name}'` : ''
    }`,
    culprits: [{ kind: 'version', id }],
  });
}

export function versionExists(
  version: Pick<VersionRecord, 'id' | 'ref'>,
  cause?: unknown,
): InfrakitchenError {
  return new InfrakitchenError(
    'ConflictError',
    {
      code: 'version_exists',
      message: `The template already has the version '${version.ref}' of this module; analyse that one again to follow a moved tag or branch`,
      culprits: [versionCulprit(version)],
    },
    cause,
  );
}

export function templateAbstract(
  template: Pick<TemplateRecord, 'id' | 'name'>,
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'template_abstract',
    message: `The template '${template.name}' is abstract and cannot have versions`,
    culprits: [templateCulprit(template)],
  });
}

export function versionEnabled(
  version: Pick<VersionRecord, 'id' | 'ref'>,
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'version_enabled',
    message: `The version '${version.ref}' is enabled; disable it before it is deleted`,
    culprits: [versionCulprit(version)],
  });
}

export function versionInUse(
  version: Pick<VersionRecord, 'id' | 'ref'>,
  users: Sample,
): InfrakitchenError {
  const { items, total } = users;
  return new InfrakitchenError('ConflictError', {
    code: 'version_in_use',
    message: `The version '${
      version.ref
    }' cannot be deleted: it is used by ${total} ${
      total === 1 ? 'resource' : 'resources'
    } (${listNames(
      users,
    )}), or was for what they last applied, or is in their pending change`,
    culprits: items.map(({ id, name }) => ({ kind: 'resource', id, name })),
  });
}

/** @throws ConflictError `provider_not_allowed` that names the providers. */
export function assertProviders(
  template: Pick<TemplateRecord, 'id' | 'name' | 'conventions'>,
  version: Pick<VersionRecord, 'id' | 'ref'>,
  analysis: ModuleAnalysis | undefined,
): void {
  const refused = analysis
    ? disallowedProviders(analysis, template.conventions)
    : [];
  if (refused.length > 0) {
    throw new InfrakitchenError('ConflictError', {
      code: 'provider_not_allowed',
      message: `The version '${version.ref}' uses ${
        refused.length === 1 ? 'the provider' : 'the providers'
      } ${refused
        .map(source => `'${source}'`)
        .join(', ')}, which the conventions of '${
        template.name
      }' do not allow. Choose another version, or have the conventions changed`,
      culprits: [versionCulprit(version), templateCulprit(template)],
    });
  }
}

/** Makes one error of everything that is wrong with rules, the first leading. */
export function refuseRules(errors: ValueError[]): void {
  const [first] = errors;
  if (first) {
    throw new InfrakitchenError('InputError', {
      code: first.code,
      message: errors.map(error => error.message).join(' '),
      culprits: errors.flatMap(error => error.culprits ?? []),
    });
  }
}

/** Why an analysis failed, and that the one before still counts. */
export function keepsPrevious(
  version: TemplateVersion,
  error: InfrakitchenError,
): InfrakitchenError {
  const kept = version.commitSha?.slice(0, 12);
  return new InfrakitchenError(
    error.name as InfrakitchenErrorName,
    {
      code: error.code,
      message: kept
        ? `${error.message.replace(
            /\.$/,
            '',
          )}. The version stays as it was analysed at commit ${kept}`
        : error.message,
      culprits: error.culprits,
      diagnostics: error.diagnostics,
      hint: error.hint,
    },
    error,
  );
}
