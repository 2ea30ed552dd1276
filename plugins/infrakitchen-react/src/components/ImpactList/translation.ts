import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';

/**
 * Texts of {@link ImpactList}.
 *
 * @public
 */
export const impactListTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.impact-list',
  messages: {
    impactList: {
      loading: 'Looking for what changes…',
      failed: 'What changes below cannot be told',
      nothingTitle: 'Nothing below changes',
      nothingDescription: 'No resource would get other inputs than it has now.',
      resources: 'Resources that change',
      changing_one: '{{count, number}} resource changes',
      changing_other: '{{count, number}} resources change',
      changingAtLeast_one: 'At least {{count, number}} resource changes',
      changingAtLeast_other: 'At least {{count, number}} resources change',
      breaking_one: '{{count, number}} would break',
      breaking_other: '{{count, number}} would break',
    },
    item: {
      notProvisioned: 'not provisioned',
      wouldBreak: 'would break',
      valuesRefused: 'Its values would be refused',
      inputs: 'Inputs of {{name}} that change',
    },
    change: {
      inputs: 'Inputs that change',
      tag: 'tag',
      config: 'config',
      sensitive: 'sensitive, changes',
      becomes: 'becomes',
      knownAfterApply: 'known after apply',
      placeBefore: 'before {{place}}',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<typeof impactListTranslationRef.T>;
