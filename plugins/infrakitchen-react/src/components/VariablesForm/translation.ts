import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { asWritten } from '../../util/asWritten';

/** Units that are words; the others are the same in all languages. */
export const unitWords = {
  bytes: 'bytes',
  seconds: 'seconds',
  minutes: 'minutes',
  hours: 'hours',
  days: 'days',
  weeks: 'weeks',
  months: 'months',
  years: 'years',
} as const;

/** By the names that JSON Schema gives types. */
export const typeWords = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
} as const;

const messages = {
  variablesForm: {
    emptyTitle: 'Nothing to fill in',
    emptyDescription: 'The module has no variables.',
    search: 'Search variables',
    onlyNeeded: 'Only what must be filled in',
    noneMatches: 'No variable matches.',
    restricted:
      'Restricted: the value comes from a default, a config or a parent and cannot be set here.',
    frozen: 'Frozen: the value cannot change after the first provision.',
  },
  variable: {
    label: 'Variable {{label}}',
    inheritedUnlessSet: 'Inherited unless you type a value: {{value}}',
    inheritedValue: 'Not set here; used is {{value}}',
    setOwnValue: 'Set own value for {{label}}',
    setToNull: 'Set {{label}} to null',
    setToEmptyText: 'Set {{label}} to empty text',
    setToEmptySet: 'Set {{label}} to an empty set',
    setToEmptyList: 'Set {{label}} to an empty list',
    setToEmptyMap: 'Set {{label}} to an empty map',
    setToEmptyObject: 'Set {{label}} to an object without attributes',
  },
  sensitive: {
    storedKeptIfEmpty: 'A value is stored. Leave this empty to keep it.',
    storedReplaced: 'A value is stored. What you enter here takes its place.',
    notStored: 'Stored encrypted and never shown again.',
    clear: 'Clear what was entered for {{name}}',
    keep: 'Keep value of {{name}}',
    remove: 'Remove value of {{name}}',
    removed: 'The stored value is removed.',
  },
  any: {
    kind: 'Kind of {{label}}',
    chooseKind: 'Choose what it is',
    text: 'Text',
    number: 'Number',
    boolean: 'Yes or no',
    list: 'List',
    map: 'Map',
    nothing: 'Nothing (null)',
    notANumber: 'This is not a number; it would be sent as text.',
  },
  input: {
    choose: 'Choose',
    emptyText: 'empty text',
  },
  list: {
    emptySet: 'empty set',
    emptyList: 'empty list',
    entry: '{{label}} entry {{number}}',
    moveUp: 'Move {{name}} up',
    moveDown: 'Move {{name}} down',
    remove: 'Remove {{name}}',
    add: 'Add entry',
    addTo: 'Add entry to {{label}}',
    addSeveral: 'Add several',
    addSeveralTo: 'Add several entries to {{label}}',
    newEntries: 'New entries of {{label}}',
    newEntriesHelp: 'One in each line.',
    addCounted_one: 'Add {{count}} entry',
    addCounted_other: 'Add {{count}} entries',
    addNone: 'Add none',
  },
  map: {
    empty: 'empty map',
    entry: '{{label}} entry {{number}}',
    key: 'key',
    keyOfEntry: 'Key of {{label}} entry {{number}}',
    keyTaken: "There is an entry '{{key}}' already; this one stays '{{kept}}'.",
    remove: 'Remove {{name}}',
    add: 'Add entry',
    addTo: 'Add entry to {{label}}',
  },
  object: {
    removeAttribute: 'Remove {{label}} {{name}}',
    optional: '{{type}}, optional',
    notSet: 'Not set',
    defaultUsed: "Not set: the module's default {{value}} is used",
    set: 'Set',
    setLabel: 'Set {{label}}',
    setValue: 'Set a value for',
    setValueLabel: 'Set a value for {{label}}',
    unset: 'Unset',
    unsetLabel: 'Unset {{label}}',
    setToNull: 'Set to null',
    setToNullLabel: 'Set to null: {{label}}',
  },
  pager: {
    previous: 'Previous entries of {{label}}',
    next: 'Next entries of {{label}}',
    range: 'Entries {{first}}–{{last}} of {{total}}',
    goToProblem: 'Go to entry {{number}}, which needs attention',
  },
  tuple: {
    empty: 'a tuple without elements',
    element: 'Element {{number}}, {{type}}',
    elementLabel: '{{label}} element {{number}}',
    tooMany_one:
      'The value has {{count}} element; those that the type does not have go with the next edit.',
    tooMany_other:
      'The value has {{count}} elements; those that the type does not have go with the next edit.',
  },
  unit: unitWords,
  misfit: {
    description: 'The value does not fit the type of this version.',
    replace: 'Replace {{label}}',
  },
  place: {
    entry: 'entry {{number}}',
    unnamedEntry: 'an entry',
    problem: '{{place}}: {{problem}}',
  },
  problem: {
    missing: 'A value is needed.',
    unknownAttribute: 'The type has no attribute of this name.',
    twice: 'The same as entry {{number}}; a set has each only once.',
    notAllowed: 'Must be one of the allowed values.',
    tooShort_one: 'Must have at least {{count}} character.',
    tooShort_other: 'Must have at least {{count}} characters.',
    tooLong_one: 'Must have at most {{count}} character.',
    tooLong_other: 'Must have at most {{count}} characters.',
    tooFew_one: 'Must have at least {{count}} entry.',
    tooFew_other: 'Must have at least {{count}} entries.',
    tooMany_one: 'Must have at most {{count}} entry.',
    tooMany_other: 'Must have at most {{count}} entries.',
    tooSmall: 'Must be {{limit}} or more.',
    tooLarge: 'Must be {{limit}} or less.',
    pattern: 'Must match the pattern {{pattern}}',
    notValid: 'Is not valid.',
    wrongType: 'Must be {{type}}.',
    eitherType: '{{first}} or {{second}}',
    unsafeInteger:
      'Must be between -{{limit}} and {{limit}}: whole numbers beyond are not kept exactly.',
    keyMissing: 'The entry needs a key.',
  },
  type: typeWords,
} as const;

/**
 * Texts of {@link VariablesForm} and {@link validateVariables}.
 *
 * @public
 */
export const variablesFormTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.variables-form',
  messages,
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<
  typeof variablesFormTranslationRef.T
>;

/** For callers without a translation. */
export const english = asWritten(messages) as Translate;
