import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about integrations, secrets, storages and the encryption at rest.
 *
 * @public
 */
export const connectionsTranslationRef = createTranslationRef({
  id: 'infrakitchen.connections',
  messages: {
    configFields: {
      fillInTitle: 'Fill in {{title}}.',
    },
    configForm: {
      theStoredValueIsRemoved: 'The stored value is removed.',
      aValueIsStoredLeave: 'A value is stored. Leave this empty to keep it.',
      storedEncryptedAndNeverShown: 'Stored encrypted and never shown again.',
      keepTitle: 'Keep {{title}}',
      removeTitle: 'Remove {{title}}',
    },
    connectionDraft: {
      giveItAName: 'Give it a name.',
      chooseTheIntegrationThatIt:
        'Choose the integration that it is reached with.',
      theReminderIsANumber: 'The reminder is a number of days.',
    },
    connectionForm: {
      name: 'Name',
      description: 'Description',
      integration: 'Integration',
      whoseRightsItIsReached: 'Whose rights it is reached with.',
      savingRemovesWhatIsNo: 'Saving removes what is no longer used: {{join}}.',
      remindAfterDays: 'Remind after days',
      itsAdminsAreRemindedTo:
        'Its admins are reminded to rotate the secrets when they are that old.',
    },
    connectionOverview: {
      never: 'never',
      afterDays_one: 'after 1 day',
      afterDays_other: 'after {{count}} days',
      configuration: 'Configuration',
      integration: 'Integration',
      labels: 'Labels',
      secretsStored: 'Secrets stored',
      credentialsEnd: 'Credentials end',
      lastUsed: 'Last used',
      reminder: 'Reminder',
      createdBy: 'Created by',
    },
    connectionPage: {
      disabled: 'disabled',
      provider: 'Provider',
      yourRole: 'Your role',
      theKindCannotBeLoaded: 'The {{kind}} cannot be loaded',
      overview: 'Overview',
      activity: 'Activity',
      settings: 'Settings',
    },
    connectionSettings: {
      newSecretsAreGiven:
        'New secrets are given to runs that start from now on. Those in use are from {{rotated}}.',
      rotate: 'Rotate',
      theProviderCannotBeLoaded: 'The provider cannot be loaded',
      theModuleOfTheProvider:
        'The module of the provider {{provider}} is not installed',
      itsSettingsCanBeChanged: 'Its settings can be changed again once it is.',
      theSecretsWereNotReplaced: 'The secrets were not replaced',
      theSecretsWereReplaced: 'The secrets were replaced',
      edit: 'Edit',
      save: 'Save',
      theOneWasNotSaved: 'The {{one}} was not saved',
      theOneWasSaved: 'The {{one}} was saved',
      itCanBeAttachedTo:
        'It can be attached to resources, and their runs use it.',
      itIsDisabledItCannot:
        'It is disabled: it cannot be attached, and runs that need it are refused. What was built with it can still be destroyed.',
      runsOfTheResourcesThat:
        'Runs of the resources that use it are refused until it is enabled again. They can still be destroyed.',
      itsSecretsAreDeletedWith:
        'Its secrets are deleted with it. This is possible only when nothing uses it.',
      theOneWasNotChanged: 'The {{one}} was not changed',
      nameWasDeleted: '{{name}} was deleted',
    },
    connectionTexts: {
      storages: 'Storages',
      storage: 'storage',
      secrets: 'Secrets',
      secret: 'secret',
      integrations: 'Integrations',
      integration: 'integration',
      credentialsForACloudA:
        'Credentials for a cloud, a tool or a git host. Runs of the resources that they are attached to get them.',
      valuesThatRunsGetAs:
        'Values that runs get as variables of the module, without anybody seeing them.',
      whereStatesAreKeptThat:
        'Where states are kept that are not in the managed storage of the portal.',
    },
    connectionsPage: {
      createOne: 'Create {{one}}',
      clearTheSearch: 'Clear the search',
      name: 'Name',
      provider: 'Provider',
      state: 'State',
      enabled: 'enabled',
      disabled: 'disabled',
      secretsStored: 'Secrets stored',
      lastUsed: 'Last used',
      yourRole: 'Your role',
      searchToLowerCase: 'Search {{toLowerCase}}',
      theToLowerCaseCannot: 'The {{toLowerCase}} cannot be loaded',
      noOneMatchesTheSearch: 'No {{one}} matches the search',
      noToLowerCaseYet: 'No {{toLowerCase}} yet',
    },
    connectionsRouter: {
      encryption: 'Encryption',
      integrations: 'Integrations',
    },
    encryptionPage: {
      newestEncrypts:
        "'{{newest}}' encrypts whatever is stored from now on. There is no older key, so nothing has to be done. Encrypting anew may be stopped at any time, and goes on from there.",
      newestEncryptsOlderRemain:
        "'{{newest}}' encrypts whatever is stored from now on. Once everything else is encrypted with it too, {{older}} can be taken out of the configuration. Encrypting anew may be stopped at any time, and goes on from there.",
      rows_one: '1 row',
      rows_other: '{{count}} rows',
      stop: 'Stop',
      theKeysCannotBeLoaded: 'The keys cannot be loaded',
      encryptionAtRest: 'Encryption at rest',
      checkAgain: 'Check again',
      encryptWithTheNewestKey: 'Encrypt with the newest key',
      itCouldNotGoOn: 'It could not go on',
      noKeyIsConfiguredSo:
        'No key is configured, so nothing secret can be stored.',
      done: 'done',
      toDo: 'to do',
    },
    newConnectionPage: {
      newOne: 'New {{one}}',
      theProvidersCannotBeLoaded: 'The providers cannot be loaded',
      provider: 'Provider',
      itCannotChange: 'It cannot change.',
      createOne: 'Create {{one}}',
      theOneWasNotCreated: 'The {{one}} was not created',
      nameWasCreated: '{{name}} was created',
    },
    portalGitHosts: {
      modulesOnTheseHostsAre:
        "Modules on these hosts are read with the portal's own credentials where no integration above is for them, and without any where there are none. They are read-only here: whoever runs the portal changes them.",
      host: 'Host',
      kind: 'Kind',
      credentials: 'Credentials',
      configured: 'configured',
      none: 'none',
      fromThePortalsConfiguration: "From the portal's configuration",
      theGitHostsOfThe: 'The git hosts of the portal cannot be loaded',
      gitHostsOfThePortal: 'Git hosts of the portal',
    },
    secretMapField: {
      rowNumber: 'row {{number}}',
      add: 'Add',
      name: 'Name',
      value: 'Value',
      storedKept: 'Stored; kept',
      remove: 'Remove {{name}}',
    },
    testSection: {
      test: 'Test',
      asIdentity: 'as {{identity}}',
      connectionTest: 'Connection test',
      itCouldNotBeTested: 'It could not be tested',
      tryingIt: 'Trying it …',
      triesWhatIsStoredWithout:
        'Tries what is stored, without changing anything that is in use.',
      works: 'works',
      doesNotWork: 'does not work',
      checks: 'Checks',
      failedMessage: 'failed: {{message}}',
    },
    usageSection: {
      usedBy: 'Used by',
      whatUsesItCannotBe: 'What uses it cannot be loaded',
      nothingUsesIt: 'Nothing uses it',
      itIsAttachedWhereA:
        'It is attached where a resource is created, or edited.',
      name: 'Name',
      kind: 'Kind',
      alias: 'Alias',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof connectionsTranslationRef.T>
>['t'];
