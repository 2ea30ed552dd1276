import { serializeError } from '@backstage/errors';
import { InfrakitchenError, isInfrakitchenError } from './errors';

it.each([
  ['InputError', 400],
  ['NotAllowedError', 403],
  ['NotFoundError', 404],
  ['ConflictError', 409],
  ['ServiceUnavailableError', 503],
] as const)('gives %s the status %d', (name, status) => {
  const cause = new Error('below');
  const error = new InfrakitchenError(
    name,
    { code: 'some_code', message: 'What happened', culprits: [] },
    cause,
  );
  expect(error).toMatchObject({
    name,
    code: 'some_code',
    culprits: [],
    statusCode: status,
    cause,
  });
  expect(error.message).toBe('What happened');
});

it('has no culprits where none are named', () => {
  const error = new InfrakitchenError('InputError', {
    code: 'c',
    message: 'm',
  });
  expect(error.culprits).toEqual([]);
  expect(error.message).toBe('m');
});

it('keeps its cause from the caller', () => {
  const cause = new Error("insert into users values ('hunter2')");
  const error = new InfrakitchenError(
    'ConflictError',
    {
      code: 'name_taken',
      message: 'Choose another name',
      culprits: [{ kind: 'resource', id: 'r' }],
      hint: 'Another one',
    },
    cause,
  );
  expect(error.cause).toBe(cause);
  expect(serializeError(error)).toEqual({
    name: 'ConflictError',
    message: 'Choose another name',
    code: 'name_taken',
    culprits: [{ kind: 'resource', id: 'r' }],
    hint: 'Another one',
  });
});

it('is known across copies of the package', () => {
  const foreign = Object.assign(new Error('m'), { code: 'c', culprits: [] });
  expect(isInfrakitchenError(foreign)).toBe(true);
  const system = Object.assign(new Error('m'), { code: 'ENOENT' });
  expect(isInfrakitchenError(system)).toBe(false);
  expect(isInfrakitchenError({ code: 'c', culprits: [] })).toBe(false);
  expect(isInfrakitchenError(undefined)).toBe(false);
});
