import type { ValueError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { toErrorDetails } from '../components/ApiErrorPanel/errorDetails';

/**
 * What the server refused, variable by variable. It tells all of it in one
 * text, a sentence for each variable, and names the variables beside it.
 *
 * @public
 */
export function toValueErrors(error: Error | undefined): ValueError[] {
  if (!error) {
    return [];
  }
  const { message, code = 'invalid_value', culprits } = toErrorDetails(error);
  const names = new Set(
    culprits.flatMap(({ kind, name }) =>
      kind === 'variable' && name ? [name] : [],
    ),
  );
  const parts = message.split(/(?=The (?:variable|module has no variable) ')/);
  return [...names].map(variable => {
    const own = parts.filter(part =>
      /^The (?:variable|module has no variable) /.test(part)
        ? part.split("'")[1] === variable
        : part.includes(`'${variable}'`),
    );
    return {
      code,
      variable,
      message:
        own.length > 0 ? own.map(text => text.trim()).join(' ') : message,
    };
  });
}
