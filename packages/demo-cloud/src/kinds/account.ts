import { matches } from './checks';
import { COMMON_ATTRIBUTES, nameOf } from './common';
import { KindDefinition } from './types';

/** A billing boundary. */
export const account: KindDefinition = {
  kind: 'account',
  plural: 'accounts',
  idPrefix: 'acc',
  description: 'A boundary for billing and access.',
  attributes: {
    ...COMMON_ATTRIBUTES,
    name: nameOf('account'),
    contact: {
      type: 'string',
      use: 'optional',
      description: 'Electronic mail address of the people in charge.',
      check: matches(/^[^@\s]+@[^@\s]+$/, 'an e-mail address'),
    },
    cost_center: {
      type: 'string',
      use: 'optional',
      description: 'Cost centre that pays.',
    },
  },
};
