import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about projects.
 *
 * @public
 */
export const projectsTranslationRef = createTranslationRef({
  id: 'infrakitchen.projects',
  messages: {
    fieldsEditor: {
      fields: 'Fields',
      suchAsACostCentre:
        'Such as a cost centre. They are shown and never interpreted.',
      addField: 'Add field',
      fieldNumber: 'Field {{number}}',
      fieldName: 'Field name',
      value: 'Field value',
      removeField: 'Remove field {{name}}',
    },
    newProjectPage: {
      newProject: 'New project',
      aBoundaryOfGovernanceOwners:
        'A boundary of governance: owners, default tags and configs, approval rules of its own.',
      project: 'Project',
      createProject: 'Create project',
      theProjectWasNotCreated: 'The project was not created',
      nameWasCreated: '{{name}} was created',
    },
    projectDraft: {
      theProjectNeedsAName: 'The project needs a name.',
      aKeyBeginsWithA:
        'A key begins with a small letter and has small letters, digits and - after it.',
      everyFieldNeedsAName: 'Every field needs a name.',
      theFieldTwiceIsThere: 'The field "{{twice}}" is there twice.',
    },
    projectForm: {
      name: 'Name',
      key: 'Key',
      shortAndLastingItCannot: 'Short and lasting; it cannot change.',
      description: 'Description',
      owners: 'Owners',
      usersAndGroupsEachIs:
        'Users and groups; each is an admin of the project.',
      flowOntoTheObjectsOf:
        'Flow onto the objects of all resources of the project.',
      flowIntoVariablesOfThe:
        'Flow into variables of the same name in all resources of the project.',
      descriptionLabelsAndOwnerOf:
        'Description, labels and owner of its resources change without approval',
      workspace: 'Workspace',
      repositoryThatTheCodeOf:
        'Repository that the code of its resources is written to, unless they have one of their own. Its resources share your right to use it.',
      itsResourcesCannotDoWithout:
        'Its resources cannot do without a workspace',
    },
    projectGovernance: {
      createRule: 'Create rule',
      rolesInTheProject: 'Roles in the project',
      ownersAreAdminsOfThe:
        'Owners are admins of the project; roles that hold everywhere hold here, too.',
      approvalRulesOfTheProject: 'Approval rules of the project',
      theApprovalRulesCannotBe: 'The approval rules cannot be loaded',
      noRulesOfItsOwn: 'No rules of its own',
      rulesThatHoldEverywhereHold: 'Rules that hold everywhere hold here, too.',
    },
    projectOverview: {
      configsNoun: 'configs',
      tagsNoun: 'tags',
      about: 'About',
      owners: 'Owners',
      labels: 'Labels',
      metadataOfResources: 'Metadata of resources',
      changesWithoutApproval: 'changes without approval',
      changesAsTheApprovalRules: 'changes as the approval rules say',
      workspace: 'Workspace',
      workspaceOfResources: 'Workspace of resources',
      createdBy: 'Created by',
      created: 'Created',
      tags: 'Tags',
      configs: 'Configs',
      noNoun: 'No {{noun}}',
    },
    projectPage: {
      createResource: 'Create resource',
      disabled: 'disabled',
      project: 'Project',
      key: 'Key',
      yourRole: 'Your role',
      theProjectCannotBeLoaded: 'The project cannot be loaded',
      overview: 'Overview',
      resources: 'Resources',
      accessAndRules: 'Access and rules',
      activity: 'Activity',
      settings: 'Settings',
    },
    projectSettings: {
      theProjectWasSaved: 'The project was saved',
      editName: 'Edit {{name}}',
      save: 'Save',
      fieldsThatChange: 'Fields that change',
      editProject: 'Edit project',
      theProjectWasNotSaved: 'The project was not saved',
      resourcesCanBeCreatedIn:
        'Resources can be created in the project and moved into it.',
      theProjectIsDisabledNothing:
        'The project is disabled: nothing can be created in it or moved into it, and its resources can only be destroyed.',
      nothingCanBeCreatedIn:
        'Nothing can be created in the project or moved into it until it is enabled again, and its resources can only be destroyed.',
      theProjectItsRolesAnd:
        'The project, its roles and its approval rules are deleted. This is possible only when no resource is in it.',
      theProjectWasNotChanged: 'The project was not changed',
      nameWasDeleted: '{{name}} was deleted',
    },
    projectsPage: {
      enabled: 'enabled',
      disabled: 'disabled',
      createProject: 'Create project',
      clearTheSearch: 'Clear the search',
      name: 'Name',
      key: 'Key',
      owners: 'Owners',
      resources: 'Resources',
      state: 'State',
      yourRole: 'Your role',
      changed: 'Changed',
      projects: 'Projects',
      searchProjects: 'Search projects',
      theProjectsCannotBeLoaded: 'The projects cannot be loaded',
      noProjectMatchesTheSearch: 'No project matches the search',
      noProjectsYet: 'No projects yet',
      aProjectGivesItsResources:
        'A project gives its resources owners, default tags and configs, and approval rules.',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof projectsTranslationRef.T>
>['t'];
