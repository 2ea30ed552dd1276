import { refuseValues } from './problems';

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
