import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about who may do what.
 *
 * @public
 */
export const accessTranslationRef = createTranslationRef({
  id: 'infrakitchen.access',
  messages: {
    giveRoleDialog: {
      takesThePlaceOfA:
        'Takes the place of a role that the same user or group has there.',
      giveARoleOnName: 'Give a role on {{name}}',
      giveARole: 'Give a role',
      giveTheRole: 'Give the role',
      hasTheRoleNow: '{{who}} has the role {{role}} now',
      userOrGroup: 'User or group',
      role: 'Role',
    },
    grantsTable: {
      losesTheRole:
        '{{who}} loses the role {{role}} on {{scope}}. What other grants give stays.',
      takeAway: 'Take away',
      configuration: 'configuration',
      everything: 'everything',
      who: 'Who',
      role: 'Role',
      givenAt: 'Given at',
      by: 'By',
      takeAwayRoleFromWho: 'Take away {{role}} from {{whoText}}',
      takeTheRoleRoleAway: 'Take the role {{role}} away',
      everybodyWhoIsSignedIn: 'everybody who is signed in',
      onlyAnOperatorCanChange: 'Only an operator can change it',
      reachesScopeReach: 'Reaches {{scopeReach}}',
    },
    roleTexts: {
      everything: 'everything',
      admin: 'Approve, destroy, delete, reveal secrets, grant roles',
      write: 'Create and update, dry run, provision',
      read: 'See',
      theProjectAndItsResources: 'the project and its resources',
      theTemplateThoseBelowIt:
        'the template, those below it, and their resources',
      theResourceAndEverythingBelow: 'the resource and everything below it',
      theIntegrationWriteIsNeeded: 'the integration; write is needed to use it',
      theSecretWriteIsNeeded: 'the secret; write is needed to use it',
      theStorageWriteIsNeeded: 'the storage; write is needed to use it',
      theWorkspaceWriteIsNeeded: 'the workspace; write is needed to use it',
    },
    rolesSection: {
      giveARole: 'Give a role',
      theRolesCannotBeLoaded: 'The roles cannot be loaded',
      noRolesOfItsOwn: 'No roles of its own',
    },
    scopeField: {
      everywhere: 'Everywhere',
      aProject: 'A project',
      aTemplate: 'A template',
      aResource: 'A resource',
      anIntegration: 'An integration',
      aSecret: 'A secret',
      aStorage: 'A storage',
      aWorkspace: 'A workspace',
      project: 'Project',
      template: 'Template',
      resource: 'Resource',
      integration: 'Integration',
      secret: 'Secret',
      storage: 'Storage',
      workspace: 'Workspace',
      where: 'Where',
      reachesScopeReach: 'Reaches {{scopeReach}}.',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof accessTranslationRef.T>
>['t'];
