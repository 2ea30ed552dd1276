export * from './GiveRoleDialog';
export * from './GrantsTable';
export * from './RoleChip';
export * from './RolesSection';
export * from './roleTexts';
