import { refuseAction, refuseValues } from './problems';

const problems = [
  { code: 'a', message: 'One thing is wrong.' },
  { code: 'b', message: 'Another is, too' },
];

it.each([
  ['values', () => refuseValues(problems)],
  ['an action', () => refuseAction(problems)],
])(
  'refuses %s with one text, whichever messages end a sentence',
  (_, refuse) => {
    expect(refuse).toThrow(
      expect.objectContaining({
        code: 'a',
        message: 'One thing is wrong. Another is, too',
      }),
    );
  },
);

describe('refuseValues', () => {
  it('makes sentences of all errors, the first leading', () => {
    expect(() =>
      refuseValues([
        { code: 'wrong_type', message: 'One is wrong.', variable: 'one' },
        { code: 'missing_value', message: 'Two is missing.', variable: 'two' },
      ]),
    ).toThrow(
      expect.objectContaining({
        code: 'wrong_type',
        message: 'One is wrong. Two is missing.',
        culprits: [
          { kind: 'variable', name: 'one' },
          { kind: 'variable', name: 'two' },
        ],
      }),
    );
  });

  it('lets values pass that have no errors', () => {
    expect(() => refuseValues([])).not.toThrow();
  });
});
