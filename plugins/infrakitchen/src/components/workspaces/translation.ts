import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about workspaces.
 *
 * @public
 */
export const workspacesTranslationRef = createTranslationRef({
  id: 'infrakitchen.workspaces',
  messages: {
    findPullRequest: {
      pullRequest: 'Pull request',
      thePullRequestCannotBe: 'The pull request cannot be found',
    },
    findWorkspace: {
      workspaces: 'Workspaces',
      theWorkspaceCannotBeFound: 'The workspace cannot be found',
      noWorkspaceThatYouMay: 'No workspace that you may see is this repository',
    },
    firstWorkspace: {
      registerTheFirstRepository: 'Register the first repository',
      createIntegration: 'Create integration',
      anAdminOfEverythingRegisters:
        'An admin of everything registers repositories. Those that you have a role on are listed here.',
      connectYourGitHostBy:
        'Connect your git host by an integration. A repository that git reaches by its URL alone needs none.',
      registerARepositoryThatExists:
        'Register a repository that exists and has a first commit.',
      chooseItForAProject:
        'Choose it for a project, whose resources then share it, or for a single resource.',
      noWorkspacesYet: 'No workspaces yet',
    },
    foldersSection: {
      notMergedYet: 'not merged yet',
      editedByHand: 'edited by hand',
      asMerged: 'as merged',
      folders: 'Folders',
      theFoldersCannotBeLoaded: 'The folders cannot be loaded',
      noFoldersYet: 'No folders yet',
      aResourceGetsItsFolder:
        'A resource gets its folder when the workspace is chosen for it or for its project.',
      folder: 'Folder',
      resource: 'Resource',
      status: 'Status',
      code: 'Code',
      commit: 'Commit',
      lastSeen: 'Last seen',
    },
    newWorkspacePage: {
      register: 'Register',
      amongThoseThatAnIntegration: 'among those that an integration sees',
      byItsUrl: 'by its URL',
      noModuleForAGit:
        'No module for a git host is installed. Give the URL of the repository instead.',
      nothingIsWrittenToThe:
        'Nothing is written to the repository now. Which repository it is cannot change later.',
      nameWasRegistered: '{{name}} was registered',
      registerRepository: 'Register repository',
      stepsOfTheRegistration: 'Steps of the registration',
      repository: 'Repository',
      details: 'Details',
      findIt: 'Find it',
      repositoryUrl: 'Repository URL',
      httpsOrSshOrThe:
        'https or ssh, or the path of a repository below a folder that the operator allows. The integration that is for it is found; without one git reaches it alone, and pull requests are shown here.',
      theProvidersCannotBeLoaded: 'The providers cannot be loaded',
      integration: 'Integration',
      itsCredentialsReadAndWrite:
        'Its credentials read and write the repository.',
      description: 'Description',
      theRepositoryWasNotRegistered: 'The repository was not registered',
      giveTheUrlOfThe: 'Give the URL of the repository.',
      chooseARepository: 'Choose a repository.',
    },
    pullRequestsSection: {
      run: 'run',
      open: 'Open',
      merged: 'Merged',
      closed: 'Closed',
      failed: 'Failed',
      all: 'All',
      pullRequests: 'Pull requests',
      stateOfThePullRequests: 'State of the pull requests',
      thePullRequestsCannotBe: 'The pull requests cannot be loaded',
      noPullRequestIsOpen: 'No pull request is open',
      thereAreNoSuchPull: 'There are no such pull requests',
      aRunOfAResource:
        'A run of a resource that writes here opens one, and waits for it.',
      title: 'Title',
      state: 'State',
      checks: 'Checks',
      missing: 'Missing',
      resource: 'Resource',
      changed: 'Changed',
    },
    repositoryList: {
      registeredAlready: 'registered already',
      archived: 'archived',
      noRightToPush: 'no right to push',
      chosen: 'chosen',
      choose: 'Choose',
      searchRepositories: 'Search repositories',
      theRepositoriesCannotBeLoaded: 'The repositories cannot be loaded',
      repositories: 'Repositories',
      noRepositoryMatchesTheSearch: 'No repository matches the search',
      theIntegrationSeesNoRepositories: 'The integration sees no repositories',
      itsCredentialsDecideWhichThere: 'Its credentials decide which there are.',
      name: 'Name',
      choice: 'Choice',
      chooseName: 'Choose {{name}}',
    },
    workspaceOverview: {
      folders_one: '1 folder',
      folders_other: '{{count}} folders',
      theRepositoryCouldNotBeUsed: 'the repository could not be used',
      asLastRead:
        'As last read, {{problem}}. Synchronise it when that is mended.',
      theWorkspaceTakesNoNew: 'The workspace takes no new code',
      about: 'About',
      host: 'Host',
      integration: 'Integration',
      gitUrl: 'Git URL',
      copyTheGitUrl: 'Copy the git URL',
      defaultBranch: 'Default branch',
      labels: 'Labels',
      lastSynchronised: 'Last synchronised',
      registeredBy: 'Registered by',
      registered: 'Registered',
      usedBy: 'Used by',
      whatUsesItCannotBe: 'What uses it cannot be loaded',
      projects: 'Projects',
      noProjectSharesIt: 'no project shares it',
      resources: 'Resources',
      openPullRequests: 'Open pull requests',
    },
    workspacePage: {
      openRepository: 'Open repository',
      synchronise: 'Synchronise',
      nameWasSynchronised: '{{name}} was synchronised',
      nameWasSynchronisedAndSomething:
        '{{name}} was synchronised, and something is wrong with it',
      workspace: 'Workspace',
      status: 'Status',
      yourRole: 'Your role',
      theWorkspaceWasNotSynchronised: 'The workspace was not synchronised',
      theWorkspaceCannotBeLoaded: 'The workspace cannot be loaded',
      overview: 'Overview',
      pullRequests: 'Pull requests',
      folders: 'Folders',
      access: 'Access',
      activity: 'Activity',
      settings: 'Settings',
      rolesOnTheWorkspace: 'Roles on the workspace',
      writeIsNeededToHave:
        'Write is needed to have resources write to it. Roles that hold everywhere hold here, too, and a project shares it with its resources.',
    },
    workspaceSettings: {
      itsNameUrlAndDefault:
        'Its name, URL and default branch are those of the repository. Synchronise the workspace to take over what they are now.',
      save: 'Save',
      thePortalForgetsTheWorkspace:
        'The portal forgets the workspace and the roles on it. The repository and all that is in it stay as they are. This is possible only when nothing uses it.',
      delete: 'Delete',
      theRepositoryStaysAsIt:
        'The repository stays as it is; the portal writes nothing to it any more.',
      theWorkspaceWasSaved: 'The workspace was saved',
      editWorkspace: 'Edit workspace',
      description: 'Description',
      theWorkspaceWasNotSaved: 'The workspace was not saved',
      deleteWorkspace: 'Delete workspace',
      deleteName: 'Delete {{name}}',
      nameWasDeleted: '{{name}} was deleted',
    },
    workspaceTexts: {
      hostWithGit: '{{host}} (git)',
      thisMachine: 'this machine',
      ok: 'ok',
      error: 'error',
      aWorkspaceIsAGit:
        'A workspace is a git repository that the code of resources is written to: every run becomes a pull request there, and merging approves it.',
    },
    workspacesPage: {
      registerRepository: 'Register repository',
      clearTheFilters: 'Clear the filters',
      allStatuses: 'All statuses',
      ok: 'ok',
      error: 'error',
      workspaces: 'Workspaces',
      searchWorkspaces: 'Search workspaces',
      status: 'Status',
      theWorkspacesCannotBeLoaded: 'The workspaces cannot be loaded',
      noWorkspaceMatchesTheFilters: 'No workspace matches the filters',
      name: 'Name',
      host: 'Host',
      folders: 'Folders',
      pullRequests: 'Pull requests',
      lastLook: 'Last look',
      yourRole: 'Your role',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof workspacesTranslationRef.T>
>['t'];
