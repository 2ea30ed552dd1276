import type {
  ObjectChange,
  ObjectProgress,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { objectsInDoubt } from './objectsInDoubt';

const change = (
  address: string,
  action: ObjectChange['action'],
  more: Partial<ObjectChange> = {},
): ObjectChange => ({
  address,
  action,
  type: 'thing',
  name: address,
  attributes: [],
  ...more,
});
const progress = (
  address: string,
  action: ObjectProgress['action'],
  status: ObjectProgress['status'],
): ObjectProgress => ({ address, action, status });

describe('objectsInDoubt', () => {
  it('names what was begun or reported as created and is not in the state', () => {
    expect(
      objectsInDoubt({
        approved: {
          changes: ['a', 'b', 'c', 'd', 'e'].map(name =>
            change(name, 'create'),
          ),
        },
        remaining: {
          changes: ['a', 'b', 'c', 'd'].map(name => change(name, 'create')),
        },
        progress: [
          progress('a', 'create', 'started'),
          progress('b', 'create', 'complete'),
          progress('c', 'create', 'failed'),
          progress('d', 'create', 'planned'),
          progress('e', 'create', 'complete'),
        ],
        known: ['e'],
      }),
    ).toEqual(['a', 'b', 'c']);
  });

  it('leaves out updates and removals', () => {
    expect(
      objectsInDoubt({
        approved: { changes: [change('a', 'update'), change('b', 'delete')] },
        remaining: { changes: [change('a', 'update'), change('b', 'delete')] },
        progress: [
          progress('a', 'update', 'started'),
          progress('b', 'delete', 'started'),
        ],
        known: ['a', 'b'],
      }),
    ).toEqual([]);
  });

  it('does not take the old object of a replacement for the new one', () => {
    expect(
      objectsInDoubt({
        approved: {
          changes: [change('a', 'replace'), change('b', 'replace')],
        },
        remaining: { changes: [change('a', 'create'), change('b', 'replace')] },
        progress: [
          progress('a', 'create', 'started'),
          // Only the removal of the old one was begun.
          progress('b', 'delete', 'started'),
        ],
        known: ['a', 'b'],
      }),
    ).toEqual(['a']);
  });

  it('counts the removal of a replacement that creates first', () => {
    const replace = change('a', 'replace', { createBeforeDestroy: true });
    const evidence = {
      approved: { changes: [replace] },
      progress: [progress('a', 'delete', 'started')],
      known: ['a'],
    };
    expect(
      objectsInDoubt({ ...evidence, remaining: { changes: [replace] } }),
    ).toEqual(['a']);
    expect(objectsInDoubt({ ...evidence, remaining: { changes: [] } })).toEqual(
      [],
    );
  });
});
