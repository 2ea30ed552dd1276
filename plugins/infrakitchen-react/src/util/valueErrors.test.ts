import { toValueErrors } from './valueErrors';

describe('toValueErrors', () => {
  it('gives each variable what the server said about it', () => {
    const error = Object.assign(
      new Error(
        "The variable 'size' must be at most 8, not 9. The variable 'zone' is frozen and cannot change. The module has no variable 'ragion'. Did you mean 'region'?",
      ),
      {
        code: 'too_large',
        culprits: [
          { kind: 'variable', name: 'size' },
          { kind: 'variable', name: 'zone' },
          { kind: 'resource', name: 'shop' },
          { kind: 'variable', name: 'ragion' },
        ],
      },
    );
    expect(toValueErrors(error)).toEqual([
      {
        code: 'too_large',
        variable: 'size',
        message: "The variable 'size' must be at most 8, not 9.",
      },
      {
        code: 'too_large',
        variable: 'zone',
        message: "The variable 'zone' is frozen and cannot change.",
      },
      {
        code: 'too_large',
        variable: 'ragion',
        message: "The module has no variable 'ragion'. Did you mean 'region'?",
      },
    ]);
  });

  it('gives the whole text where it does not name the variable', () => {
    const error = Object.assign(new Error('Another resource has the value'), {
      code: 'not_unique',
      culprits: [{ kind: 'variable', name: 'size' }],
    });
    expect(toValueErrors(error)).toEqual([
      {
        code: 'not_unique',
        variable: 'size',
        message: 'Another resource has the value',
      },
    ]);
    expect(toValueErrors(undefined)).toEqual([]);
    expect(toValueErrors(new TypeError('Failed to fetch'))).toEqual([]);
  });
});
