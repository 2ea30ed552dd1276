import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about a resource's integrations, secrets and storage.
 *
 * @public
 */
export const resourcesConnectionsTranslationRef = createTranslationRef({
  id: 'infrakitchen.resources.connections',
  messages: {
    connectedDraft: {
      attachedTwice: 'Something is attached twice.',
      badAlias:
        'The alias {{alias}} begins with a small letter and has small letters, digits and _ only.',
    },
    connectedFields: {
      integrations: 'Integrations',
      credentialsThatRunsOfThe:
        'Credentials that runs of the resource get. An alias tells two of one provider apart.',
      attachIntegration: 'Attach integration',
      integrationNumber: 'Integration {{number}}',
      integration: 'Integration',
      alias: 'Alias',
      secrets: 'Secrets',
      theirValuesReachTheModule:
        'Their values reach the module as variables of the same names, fetched for each run.',
      attachSecret: 'Attach secret',
      secretNumber: 'Secret {{number}}',
      secret: 'Secret',
      detachToLowerCase: 'Detach {{toLowerCase}}',
    },
    connectedSection: {
      disabled: 'disabled',
      connectedBy: 'Connected by',
      asAlias: ', as {{alias}}',
    },
    storageForm: {
      theStateIsInWhere: 'The state is in {{where}}.',
      moveState: 'Move state',
      moveToTheManagedStorage: 'Move to the managed storage',
      theStateIsCopiedFrom:
        'The state is copied from {{where}} and compared; the old copy stays there. A worker does that: no run may be active before, and none is started until it is done.',
      theManagedStorage: 'the managed storage',
      storageOfTheState: 'Storage of the state',
      moveTo: 'Move to',
      thoseThatYouMayUse: 'Those that you may use are offered.',
      moveTheState: 'Move the state',
      move: 'Move',
      theStateIsBeingMoved: 'The state is being moved',
    },
    storageMoves: {
      nobodyKnowsWhy: 'Nobody knows why',
      failed: 'Failed',
      moved: 'Moved',
      waitsForAWorker: 'Waits for a worker',
      copiesAndCompares: 'Copies and compares',
      copiedLetsGoOfThe: 'Copied; lets go of the locks',
      theStateIsBeingMoved: 'The state is being moved to {{to}}',
      itIsTriedAgain: '{{problem}}. It is tried again.',
      runsAreRefusedUntil: '{{state}}. Runs are refused until it is done.',
      theStateCouldNotBe: 'The state could not be moved to {{to}}',
      itStaysInStorage: '{{problem}}. It stays in {{storage}}.',
      theStateWasMovedTo:
        'The state was moved to {{to}}, and something is left behind',
      askedFor: 'Asked for',
      from: 'From',
      to: 'To',
      state: 'State',
      by: 'By',
      movesBetweenStorages: 'Moves between storages',
      theMovesCannotBeLoaded: 'The moves cannot be loaded',
      movesOfTheState: 'Moves of the state',
      theStateWasNeverMoved: 'The state was never moved',
      theManagedStorage: 'the managed storage',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof resourcesConnectionsTranslationRef.T>
>['t'];
