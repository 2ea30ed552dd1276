import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { explain } from './explain';

describe('explain', () => {
  it('puts what to do next and what it is about into the message', () => {
    const error = new InfrakitchenError('ConflictError', {
      code: 'run_active',
      message: "A run of 'core' is under way.",
      culprits: [{ kind: 'run', id: 'r1' }],
    });
    expect(explain(error)).toMatchObject({
      name: 'ConflictError',
      code: 'run_active',
      message:
        "A run of 'core' is under way. Follow that run with `get-run`, or stop it with `cancel-run`. [run_active; run r1]",
      culprits: error.culprits,
    });
  });

  it('prefers the hint of the error, and does without', () => {
    const refusal = { code: 'other', message: 'It is so', culprits: [] };
    expect(
      explain(
        new InfrakitchenError('InputError', { ...refusal, hint: 'Try it so' }),
      ),
    ).toMatchObject({ message: 'It is so. Try it so. [other]' });
    expect(explain(new InfrakitchenError('InputError', refusal))).toMatchObject(
      { message: 'It is so. [other]' },
    );
  });

  it('leaves other errors as they are', () => {
    const error = new Error('select secret from table');
    expect(explain(error)).toBe(error);
  });
});
