import type { Diagnostic } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Declaration } from './declarations';
import { error } from './diagnostics';

/**
 * Brings the declarations of one kind together: one per name, and override
 * files change single attributes of what is declared elsewhere.
 */
export function mergeByName(
  declarations: Declaration[],
  diagnostics: Diagnostic[],
): Declaration[] {
  const merged = new Map<string, Declaration>();
  for (const declaration of declarations.filter(({ override }) => !override)) {
    const first = merged.get(declaration.name);
    if (first) {
      diagnostics.push(duplicate(declaration, first));
    } else {
      merged.set(declaration.name, declaration);
    }
  }
  for (const override of declarations.filter(
    declaration => declaration.override,
  )) {
    const base = merged.get(override.name);
    if (base) {
      merged.set(override.name, applyOverride(base, override));
    } else {
      diagnostics.push(
        error(
          `There is no ${override.type} "${override.name}" to override`,
          override.position,
        ),
      );
    }
  }
  return [...merged.values()];
}

function applyOverride(base: Declaration, override: Declaration): Declaration {
  // Terraform leaves the validations of the variable as they are.
  const { validation: _validation, ...changed } = override.body;
  return {
    ...base,
    body: { ...base.body, ...changed },
    positionIn: (attribute, offset) =>
      (Object.hasOwn(changed, attribute) ? override : base).positionIn(
        attribute,
        offset,
      ),
  };
}

function duplicate(second: Declaration, first: Declaration): Diagnostic {
  const { file, line } = first.position;
  return error(
    `The ${second.type} "${second.name}" is declared twice`,
    second.position,
    `It was declared before in ${file}${line ? `, line ${line}` : ''}.`,
  );
}
