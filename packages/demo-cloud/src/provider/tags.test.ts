import { ownTags } from './tags';

describe('ownTags', () => {
  const defaults = { team: 'core' };

  it('leaves out the default tags', () => {
    expect(ownTags(defaults, { team: 'core', a: '1' }, null)).toEqual({
      a: '1',
    });
  });

  it('keeps a tag that equals a default but was set', () => {
    expect(ownTags(defaults, { team: 'core' }, { team: 'core' })).toEqual({
      team: 'core',
    });
  });

  it('shows a default tag that was changed in the cloud', () => {
    expect(ownTags(defaults, { team: 'other' }, null)).toEqual({
      team: 'other',
    });
  });

  it('tells no tags from an empty map of tags', () => {
    expect(ownTags(defaults, { team: 'core' }, null)).toBeNull();
    expect(ownTags(defaults, { team: 'core' }, {})).toEqual({});
  });
});
