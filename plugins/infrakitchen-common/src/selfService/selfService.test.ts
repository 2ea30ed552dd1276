import {
  formatIntegration,
  formatResourceAddress,
  isSoftwareTemplateRef,
  parseIntegration,
  parseResourceAddress,
  runsNamed,
  softwareTemplateName,
  softwareTemplateQuery,
} from '.';

const RUN = '6b1f7a52-53b4-4d0e-9d0e-8b54f7a8f7c1';
const OTHER = '6b1f7a52-53b4-4d0e-9d0e-8b54f7a8f7c2';

it('names software templates after keys, as the catalog takes names', () => {
  expect(softwareTemplateName('network')).toBe('network');
  expect(softwareTemplateName('my_net_2')).toBe('my_net_2');
  expect(softwareTemplateName('odd_')).toBe('odd.x');
  expect(softwareTemplateName('odd__')).toBe('odd_.x');
  expect(isSoftwareTemplateRef('template:infrakitchen/network')).toBe(true);
  expect(isSoftwareTemplateRef('Template:infrakitchen/network')).toBe(true);
  expect(isSoftwareTemplateRef('template:default/network')).toBe(false);
});

it('writes resources as people know them, and reads nothing else', () => {
  const address = { templateKey: 'network', name: 'Core Net.1' };
  expect(formatResourceAddress(address)).toBe('network/Core Net.1');
  expect(parseResourceAddress('network/Core Net.1')).toEqual(address);
  for (const text of ['', 'network', 'network/', '/core', 'a/b/c', RUN]) {
    expect(parseResourceAddress(text)).toBeUndefined();
  }
});

it('writes integrations with their aliases, and reads them again', () => {
  const written = [
    { name: 'main' },
    { name: 'my main', alias: 'backup' },
    { name: 'same as main' },
    { name: 'same as main', alias: 'b' },
    { name: 'main', alias: 'No alias' },
  ].map(each => {
    const text = formatIntegration(each);
    expect(parseIntegration(text)).toEqual(each);
    return text;
  });
  expect(written).toEqual([
    'main',
    'my main as backup',
    { name: 'same as main' },
    { name: 'same as main', alias: 'b' },
    { name: 'main', alias: 'No alias' },
  ]);
});

it('fills in forms by their address', () => {
  expect(softwareTemplateQuery({})).toBe('');
  expect(softwareTemplateQuery({ project: undefined })).toBe('');
  const query = softwareTemplateQuery({
    project: 'shared',
    parents: [{ templateKey: 'region', name: 'us dev & more' }],
  });
  const { formData } = Object.fromEntries(new URLSearchParams(query));
  expect(JSON.parse(formData)).toEqual({
    project: 'shared',
    parent_region: 'region/us dev & more',
  });
});

it('finds the runs of a log, each once', () => {
  expect(
    runsNamed([
      'Beginning step Build it',
      `Started run ${RUN} of 'core'`,
      `Run ${RUN} is planning`,
      `Takes up run ${OTHER}, which this task has started`,
      `The prune ${RUN} and run 12`,
    ]),
  ).toEqual([RUN, OTHER]);
  expect(runsNamed([])).toEqual([]);
});
