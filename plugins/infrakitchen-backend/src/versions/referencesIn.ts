import type {
  TreeReference,
  VariableRules,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** What the rules of a version take from above: by template, output and variable. */
export function referencesIn(
  rules: VariableRules,
): Map<string, TreeReference['uses']> {
  const byTemplate = new Map<string, TreeReference['uses']>();
  for (const [variable, { reference }] of Object.entries(rules)) {
    if (reference) {
      const uses = byTemplate.get(reference.templateId) ?? [];
      byTemplate.set(reference.templateId, uses);
      uses.push({ output: reference.output, variable });
    }
  }
  return byTemplate;
}
