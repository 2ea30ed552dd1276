const VALUE = 'values.';

/** `approvalRuleId` as `approval rule`: people know what it names, not its id. */
export function fieldText(field: string): string {
  return field
    .replace(/(?<=.)(?:Id|Ref)(s?)$/, '$1')
    .replace(/[._]+/g, ' ')
    .replace(/(?<=[a-z0-9])[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
}

/** Names of changed fields; variables are called as their module calls them. */
export function changedFieldsText(fields: readonly string[]): string {
  const names = fields.map(field =>
    field.startsWith(VALUE) ? field.slice(VALUE.length) : fieldText(field),
  );
  return [...new Set(names)].join(', ');
}
