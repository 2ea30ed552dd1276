import { aTemplate, versionSchema } from '../../../__testUtils__';
import { emptyDraft } from './resourceDraft';
import { suggestionFor } from './suggestedName';

const pattern = '{cidr}-{region}-{tag.team}-{network.zone}-{label.1}';
const template = aTemplate({
  conventions: {
    namePattern: pattern,
    requiredTags: [],
    requiredConfigs: [],
  },
});
const schema = {
  ...versionSchema,
  tags: [{ name: 'team', value: 'inherited', inheritedByChildren: true }],
  naming: { pattern, fixed: [{ placeholder: '{network.zone}', text: 'z1' }] },
} as never;

it('follows what is filled in, own before inherited', () => {
  const draft = {
    ...emptyDraft,
    labels: 'blue, green',
    tags: [{ name: 'team', value: 'shop', inheritedByChildren: true }],
    variables: { values: { cidr: '10.0' }, unsetSensitive: [] },
  };
  expect(suggestionFor(template, schema, draft)).toEqual({
    pattern,
    name: '10.0-eu-north-1-shop-z1-blue',
    problem: undefined,
  });
});

it('says what is missing', () => {
  expect(suggestionFor(template, schema, emptyDraft)).toMatchObject({
    name: undefined,
    problem: expect.stringContaining('"cidr" has no value'),
  });
});

it('has nothing to say without a convention', () => {
  expect(suggestionFor(aTemplate(), schema, emptyDraft)).toBeUndefined();
});
