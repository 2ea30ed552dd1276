import { splitDescription, unitOf } from './help';

describe('unitOf', () => {
  it.each([
    ['retention_in_days', undefined, 'days'],
    ['disk_size_gb', 'Size of the disk in GiB', 'GB'],
    ['timeout', 'Time to wait (seconds).', 'seconds'],
    ['memory', 'Memory, in MiB, of each instance', 'MiB'],
    ['threshold', 'Load in percent', '%'],
    ['interval', 'The number of minutes between checks', 'minutes'],
    ['count', 'How many there are', undefined],
    ['port', 'Port (in use by the service)', undefined],
  ])('%s: %s', (name, description, unit) => {
    expect(unitOf(name, description)).toBe(unit);
  });
});

describe('splitDescription', () => {
  it('reads the list that modules write for the attributes of an object', () => {
    expect(
      splitDescription(
        [
          'The subnets.',
          '',
          '- `cidr` - (Required) The range,',
          '  as a prefix.',
          '- `tags` = Tags of it.',
          '  - owner: Who pays.',
          '* nat (Optional) Whether it has a gateway.',
          '',
          'More at the end - of the text.',
        ].join('\n'),
      ),
    ).toEqual({
      text: 'The subnets.\n\n\nMore at the end - of the text.',
      attributes: {
        cidr: '(Required) The range, as a prefix.',
        tags: 'Tags of it.',
        'tags.owner': 'Who pays.',
        nat: '(Optional) Whether it has a gateway.',
      },
    });
    expect(splitDescription('A name - nothing else')).toEqual({
      text: 'A name - nothing else',
      attributes: {},
    });
  });
});
