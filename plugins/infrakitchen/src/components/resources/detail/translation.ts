import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about the page of a resource.
 *
 * @public
 */
export const resourcesDetailTranslationRef = createTranslationRef({
  id: 'infrakitchen.resources.detail',
  messages: {
    accessSection: {
      giveARole: 'Give a role',
      access: 'Access',
      theRolesCannotBeLoaded: 'The roles cannot be loaded',
      rolesOnTheResource: 'Roles on the resource',
      nobodyHasARoleHere: 'Nobody has a role here',
    },
    actionTexts: {
      thePlanIsMadeNow:
        'The plan is made now and applied as soon as it is approved. Say why, so that the approvers know.',
      dryRun: 'Dry run',
      provision: 'Provision',
      update: 'Update',
      recreate: 'Recreate',
      recreateName: 'Recreate {{name}}',
      theResourceCanBeProvisioned:
        'The resource can be provisioned anew with the values that it has.',
      discardChange: 'Discard change',
      discardTheChangeOfName: 'Discard the change of {{name}}',
      whatWasEditedAndNot: 'What was edited and not applied is lost.',
      destroy: 'Destroy',
      destroyName: 'Destroy {{name}}',
      allItsObjectsInThe:
        'All its objects in the cloud are destroyed, with the data in them. This cannot be undone.',
      delete: 'Delete',
      deleteName: 'Delete {{name}}',
      theRecordOfTheResource:
        'The record of the resource is deleted. Its audit trail and revisions are kept.',
    },
    activityTab: {
      auditTrail: 'Audit trail',
      theAuditTrailCannotBe: 'The audit trail cannot be loaded',
    },
    changeDiff: {
      begunAndEdited: 'Begun by {{actor}}, last edited {{at}}',
      changedFields: 'Changed fields',
    },
    changePlan: {
      dryRunMade: '{{dryRun}} made {{at}}',
      dryRun: 'Dry run',
      planOfTheChange: 'Plan of the change',
      theDryRunsCannotBe: 'The dry runs cannot be loaded',
      theChangeWasNotDry: 'The change was not dry-run yet',
      theLastDryRunIs:
        'The last dry run is older than the last edit of the change. Make another one to see what it would do.',
      aDryRunShowsWhat:
        'A dry run shows what it would do, and changes nothing.',
      itEndedBeforeItHad: 'It ended before it had a plan.',
    },
    changeTab: {
      editValues: 'Edit values',
      theChangeCannotBeLoaded: 'The change cannot be loaded',
      pendingChange: 'Pending change',
      noPendingChange: 'No pending change',
      anEditBecomesAChange:
        'An edit becomes a change first. It can be dry-run, and is applied with an update.',
      editsTakeEffectAtOnce:
        'Edits take effect at once until the resource is provisioned.',
    },
    codeSection: {
      aPullRequestBringsBack:
        'A pull request brings {{folder}} back to what was generated last. Nothing is applied, and the edits stay in the history of the repository.',
      lookAgain: 'Look again',
      takeBack: 'Take back',
      nothingWasMergedYet: 'Nothing was merged yet.',
      theFolderIsAsIt: 'The folder is as it was merged last.',
      whatWasMergedWaitsTo: 'What was merged waits to be applied.',
      theFolderWasEditedBy:
        'The folder was edited by hand since it was merged.',
      theFolderWasRemovedBy:
        'The folder was removed by hand since it was merged.',
      generatedCode: 'Generated code',
      theFolderCannotBeRead: 'The folder cannot be read',
      thePortalDoesNotApply:
        'The portal does not apply it. The next run writes the folder anew; taking it back does so at once, by a pull request.',
      whatWasEdited: 'What was edited',
      takeTheEditsBack: 'Take the edits back',
      openPullRequest: 'Open pull request',
      aPullRequestTakesThe: 'A pull request takes the edits back',
    },
    editDraft: {
      labelAsAlias: '{{label}} as {{alias}}',
    },
    editForm: {
      cancel: 'Cancel',
      saveAndApply: 'Save and apply',
      theChangeWasSavedThe:
        'The change was saved; the run that waited with the old plan was discarded',
      theChangeWasSaved: 'The change was saved',
      editName: 'Edit {{name}}',
      fieldsThatChange: 'Fields that change',
      edit: 'Edit',
      theVariablesCannotBeLoaded: 'The variables cannot be loaded',
      theChangeWasNotSaved: 'The change was not saved',
      saveAsChange: 'Save as change',
      save: 'Save',
      checkTheVariable: 'Check the variable {{name}}: {{problem}}',
    },
    entriesView: {
      name: 'Name',
      value: 'Value',
      from: 'From',
      thisResource: 'this resource',
      toChildren: 'To children',
      inherited: 'inherited',
      notInherited: 'not inherited',
      noNoun: 'No {{noun}}',
      effectiveNoun: 'Effective {{noun}}',
    },
    followButton: {
      followTheResource: 'Follow the resource',
      followItAndEverythingBelow: 'Follow it and everything below',
      doNotFollowIt: 'Do not follow it',
      notFollowed: 'Not followed',
      youDoNotFollowIt: 'You do not follow it any more',
      followed: 'Followed',
      youFollowTheResource: 'You follow the resource',
      followedWithAllBelow: 'Followed with all below',
      youFollowTheResourceAnd:
        'You follow the resource and everything below it',
      follow: 'Follow',
      itWasNotChanged: 'It was not changed',
    },
    hierarchyTab: {
      theHierarchyCannotBeLoaded: 'The hierarchy cannot be loaded',
    },
    lostObjects: {
      itIsNotKnownWhat: 'It is not known what would be lost',
      askingWhatIsLost: 'Asking what is in the state …',
      theStateIsEmpty: 'Nothing is in the state, so no object is destroyed.',
      objects_one: '{{count}} object: {{types}}',
      objects_other: '{{count}} objects: {{types}}',
      numberOfType: '{{number}} × {{type}}',
      andMoreTypes_one: '{{types}} and {{count}} more type',
      andMoreTypes_other: '{{types}} and {{count}} more types',
      mostLikelyHoldData_one: '{{count}} of them most likely holds data.',
      mostLikelyHoldData_other: '{{count}} of them most likely hold data.',
    },
    offeredActions: {
      needsWrite: "This needs the role 'write' on '{{name}}'.",
      itIsNotPossibleNow: 'It is not possible now.',
    },
    outputsSection: {
      output: 'Output',
      value: 'Value',
      copy: 'Copy',
      copyOutputName: 'Copy output {{name}}',
      outputs: 'Outputs',
      outputsOfTheResource: 'Outputs of the resource',
      noOutputs: 'No outputs',
      theModuleHasNoOutputs: 'The module has no outputs.',
      outputsAreThereOnceThe:
        'Outputs are there once the resource is provisioned.',
    },
    overviewTab: {
      configsNoun: 'configs',
      tagsNoun: 'tags',
      createChild: 'Create child',
      theValuesCannotBeLoaded: 'The values cannot be loaded',
      values: 'Values',
      valuesOfTheResource: 'Values of the resource',
      tags: 'Tags',
      configs: 'Configs',
      parentsAndChildren: 'Parents and children',
      about: 'About',
      commit: 'Commit',
      workspace: 'Workspace',
      labels: 'Labels',
      deletionProtection: 'Deletion protection',
      createdBy: 'Created by',
      created: 'Created',
      provisioned: 'Provisioned',
      revision: 'Revision',
    },
    parentsForm: {
      parent: 'Parent',
      andA: ' and a ',
      withoutParents:
        'Without a {{parents}} it can be updated and destroyed, but not provisioned again.',
      move: 'Move',
      detach: 'Detach',
      moveName: 'Move {{name}}',
      detachName: 'Detach {{name}}',
      itLeaves: 'It leaves {{parents}}.',
      whatIsAboveHandsDown:
        'What is above hands down tags, configs, outputs and roles. Everything below moves along. Moving takes an admin here, and write at the new parents.',
      changeParents: 'Change parents',
      itAndAllThatIs:
        'It and all that is below inherit from the new place at once: tags, configs, outputs and roles. Nothing in the cloud changes before the next run.',
      nameHasOtherParentsNow: '{{name}} has other parents now',
      parents: 'Parents',
      detachFromName: 'Detach from {{name}}',
      itWillBeDetachedFrom: 'It will be detached from {{name}}',
      detachedItHasNoTemplate:
        'Detached: it has no {{templateName}}, so it cannot be provisioned',
    },
    projectForm: {
      takeNameOutOf: 'Take {{name}} out of {{project}}',
      itsInheritedTagsConfigsRoles:
        'Its inherited tags, configs, roles and approval rules may be others afterwards. Nothing in the cloud changes before the next run.',
      theProjectHandsDownTags:
        'The project hands down tags and configs, its owners are admins, and its approval rules hold. Moving takes rights on both projects.',
      moveIntoProject: 'Move {{name}} into {{project}}',
      move: 'Move',
      takeOut: 'Take out',
      isInProjectNow: '{{name}} is in {{project}} now',
      nameIsInNoProject: '{{name}} is in no project now',
      project: 'Project',
      takeOutOfItsProject: 'Take out of its project',
    },
    relatives: {
      parents: 'Parents',
      noneItStandsAtThe: 'None: it stands at the top.',
      children: 'Children',
      none: 'None.',
      showAllInTheHierarchy: 'Show all in the hierarchy',
      theChildrenCannotBeLoaded: 'The children cannot be loaded',
    },
    resourceActions: {
      edit: 'Edit',
      nameWasDeleted: '{{name}} was deleted',
      actionDone: '{{action}}: done',
      actions: 'Actions',
      theActionWasRefused: 'The action was refused',
    },
    resourceGraph: {
      actionOfNameState: '{{action}} of {{name}}: {{outcome}}',
      theActionWasRefused: 'The action was refused',
    },
    resourceNodeMenu: {
      open: 'Open',
      runHistory: 'Run history',
      createChild: 'Create child',
      actionsOfName: 'Actions of {{name}}',
      nameIsNotProvisionedProvision:
        "'{{name}}' is not provisioned; provision it first.",
      theActionsCannotBeLoaded: 'The actions cannot be loaded',
      loadingActions: 'Loading actions …',
    },
    resourceNotices: {
      changeTheVersion: 'Change the version',
      showTheChange: 'Show the change',
      aPlanWaitsForApproval: 'A plan waits for approval: {{kind}}',
      aRunIsUnderWay: 'A run is under way: {{kind}}, {{state}}',
      lookAtThePlan: 'Look at the plan',
      followTheRun: 'Follow the run',
      inheritedInputsHaveChangedSince:
        'Inherited inputs have changed since the last run',
      updateTheResourceToTake:
        'Update the resource to take them over; dry-run it first to see what that does.',
      thereIsAChangeThat: 'There is a change that is not applied yet',
    },
    resourcePage: {
      resource: 'Resource',
      status: 'Status',
      template: 'Template',
      version: 'Version',
      project: 'Project',
      yourRole: 'Your role',
      owner: 'Owner',
      theResourceCannotBeLoaded: 'The resource cannot be loaded',
      overview: 'Overview',
      change: 'Change',
      runs: 'Runs',
      hierarchy: 'Hierarchy',
      state: 'State',
      workspace: 'Workspace',
      activity: 'Activity',
      settings: 'Settings',
    },
    resourcePullRequests: {
      title: 'Title',
      does: 'Does',
      run: 'Run',
      changed: 'Changed',
      allPullRequests: 'All pull requests',
      thePullRequestsCannotBe: 'The pull requests cannot be loaded',
      pullRequestsOfTheResource: 'Pull requests of the resource',
      noPullRequestYet: 'No pull request yet',
      theNextRunThatChanges:
        'The next run that changes something opens one, and waits for it.',
    },
    runTab: {
      allRuns: 'All runs',
      theRunCannotBeLoaded: 'The run cannot be loaded',
      kindOfResource: '{{kind}} of {{resource}}',
    },
    runsTab: {
      theRunsCannotBeLoaded: 'The runs cannot be loaded',
      runsOfTheResource: 'Runs of the resource',
      noRunsYet: 'No runs yet',
      aDryRunShowsWhat:
        'A dry run shows what would be built without building it.',
    },
    sensitiveOutput: {
      hide: 'Hide',
      sensitiveNotShown: 'sensitive, not shown',
      reveal: 'Reveal',
      copyOutputName: 'Copy output {{name}}',
      hideOutputName: 'Hide output {{name}}',
      revealOutputName: 'Reveal output {{name}}',
      itWasNotRevealed: 'It was not revealed',
    },
    settingsTab: {
      saveDetails: 'Save details',
      whileItIsOnDestroy:
        'While it is on, Destroy and Delete above are refused.',
      theDetailsWereSavedAs:
        'The details were saved as a change, which waits to be applied',
      theDetailsWereSaved: 'The details were saved',
      details: 'Details',
      resourceDescription: 'Resource description',
      owner: 'Owner',
      theDetailsWereNotSaved: 'The details were not saved',
      protection: 'Protection',
      deletionProtection: 'Deletion protection',
      theProtectionWasNotChanged: 'The protection was not changed',
    },
    staleInputs: {
      somethingAboveTheResourceOr:
        'Something above the resource, or its project, has changed since it was last applied. An update brings these inputs to it.',
      staleInputs: 'Stale inputs',
      whatDiffersCannotBeLoaded: 'What differs cannot be loaded',
      inputsThatDifferFromThe: 'Inputs that differ from the last apply',
    },
    stateTab: {
      lineageAndSerial: 'Lineage {{lineage}}, serial {{serial}}',
      theStateIsInStorage:
        'The state is in {{storage}}. Shown is the copy that the portal takes of it with each run.',
      anOperation: 'An operation',
      holdsTheLock: '{{operation}} holds the lock {{lock}} since {{at}}.',
      object: 'Object',
      type: 'Type',
      theStateCannotBeLoaded: 'The state cannot be loaded',
      serial: 'Serial',
      written: 'Written',
      run: 'Run',
      size: 'Size',
      kibibytes: '{{size}} KiB',
      theStateIsLocked: 'The state is locked',
      versionsOfTheState: 'Versions of the state',
      writtenVersions: 'Written versions',
      noStateWasWrittenYet: 'No state was written yet',
      objectsObjectCount: 'Objects ({{objectCount}})',
      searchObjectsByAddress: 'Search objects by address',
      searchByAddress: 'Search by address',
      theObjectsCannotBeLoaded: 'The objects cannot be loaded',
      objectsInTheState: 'Objects in the state',
      noObjectHasThisIn: 'No object has this in its address',
      theStateIsEmpty: 'The state is empty',
      nothingIsBuiltThatThe: 'Nothing is built that the engine knows of.',
    },
    upgradeDialog: {
      thereIsNoOtherVersion: 'There is no other version that can be used.',
      cancel: 'Cancel',
      editValuesForThisVersion: 'Edit values for this version',
      changeVersion: 'Change version',
      theVersionWasSavedAs:
        'The version was saved as a change, which waits to be applied',
      theVersionWasChanged: 'The version was changed',
      changeTheVersionOfName: 'Change the version of {{name}}',
      theVersionsCannotBeLoaded: 'The versions cannot be loaded',
      newVersion: 'New version',
      theVersionsCannotBeCompared: 'The versions cannot be compared',
      theResourceDoesNotFit: 'The resource does not fit this version yet',
      theVersionWasNotChanged: 'The version was not changed',
    },
    valueErrors: {
      theValuesNeedAttentionBefore:
        'The values need attention before the next run',
    },
    versionSection: {
      changeVersion: 'Change version',
      version: 'Version',
    },
    waitingPlan: {
      theRunCannotBeLoaded: 'The run cannot be loaded',
    },
    workspaceForm: {
      folderStays:
        'What is in the folder {{folder}} of {{workspace}} stays there.',
      codeIsWrittenToItsOwn:
        'Its code is written to {{folder}} of {{workspace}}, a workspace of its own.',
      codeIsWrittenToThatOfItsProject:
        'Its code is written to {{folder}} of {{workspace}}, the workspace of its project.',
      changeWorkspace: 'Change workspace',
      followTheProject: 'Follow the project',
      theNextRunWritesTo:
        'The next run writes to the new place. No pull request of the resource may be open.',
      workspace: 'Workspace',
      workspaceOfItsOwn: 'Workspace of its own',
      takesTheRightToUse: 'Takes the right to use it.',
      changeTheWorkspace: 'Change the workspace',
      change: 'Change',
      theWorkspaceWasChanged: 'The workspace was changed',
      codeIsWrittenNowhere: 'Its code is written to no repository.',
    },
    workspaceTab: {
      itsOwn: '{{workspace}}, its own',
      thatOfItsProject: '{{workspace}}, that of its project',
      openRepository: 'Open repository',
      itsCodeIsWrittenTo: 'Its code is written to no repository',
      thePullRequestCannotBe: 'The pull request cannot be loaded',
      place: 'Place',
      workspace: 'Workspace',
      folder: 'Folder',
      repository: 'Repository',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof resourcesDetailTranslationRef.T>
>['t'];
