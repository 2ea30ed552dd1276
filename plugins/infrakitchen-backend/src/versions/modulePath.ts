import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/**
 * The folder of a module in the one form that is stored: `a/b`, and an empty
 * text for the root of the repository.
 *
 * @throws InputError `invalid_module_path`.
 */
export function normaliseModulePath(path: string | undefined): string {
  const text = path ?? '';
  const parts = text.split('/').filter(part => part !== '' && part !== '.');
  if (
    text.startsWith('/') ||
    /[\p{Cc}\\]/u.test(text) ||
    parts.some(part => part === '..' || part.toLowerCase() === '.git')
  ) {
    throw new InfrakitchenError('InputError', {
      code: 'invalid_module_path',
      message:
        'The path of the module must be a folder inside the repository, such as modules/network',
      culprits: [{ kind: 'field', name: 'path' }],
    });
  }
  return parts.join('/');
}
