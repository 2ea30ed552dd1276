import { HostPolicy } from './HostPolicy';
import { parseRepositoryUrl, type RepositoryLocation } from './repositoryUrl';

type RemoteLocation = Exclude<RepositoryLocation, { kind: 'local' }>;

const at = (url: string) => parseRepositoryUrl(url) as RemoteLocation;
const publicNames = async () => ['140.82.121.4'];

describe('HostPolicy', () => {
  it.each([
    'https://127.0.0.1/repo',
    'https://2130706433/repo',
    'https://0x7f.1/repo',
    'https://140.82.121.4/repo',
    'https://[::1]/repo',
    'ssh://git@169.254.169.254/repo',
    'https://localhost/repo',
    'https://git.localhost/repo',
    'git@gitlab:org/repo',
    'http://git.example.com/repo',
  ])('refuses %s unless it is listed', async url => {
    const policy = new HostPolicy([], publicNames);
    await expect(policy.addressesOf(at(url))).rejects.toMatchObject({
      name: 'NotAllowedError',
      code: 'host_not_allowed',
    });
    const { host } = at(url);
    const listed = new HostPolicy(
      [host.includes(':') ? `[${host}]` : host],
      publicNames,
    );
    await expect(listed.addressesOf(at(url))).resolves.toBeUndefined();
  });

  it('lists a host for one port only', () => {
    const policy = new HostPolicy(['gitlab:8443']);
    expect(() =>
      policy.assertAllowed(at('https://gitlab:8443/repo')),
    ).not.toThrow();
    expect(() => policy.assertAllowed(at('https://gitlab/repo'))).toThrow(
      expect.objectContaining({ code: 'host_not_allowed' }),
    );
  });

  it('refuses a public name with an internal address', async () => {
    const policy = new HostPolicy([], async () => ['8.8.8.8', '10.0.0.7']);
    await expect(
      policy.addressesOf(at('https://git.example.com/repo')),
    ).rejects.toMatchObject({ code: 'host_not_allowed' });
  });

  it('tells the addresses that were checked', async () => {
    await expect(
      new HostPolicy([], publicNames).addressesOf(
        at('https://git.example.com/repo'),
      ),
    ).resolves.toEqual(['140.82.121.4']);
  });

  it('says that a name is unknown', async () => {
    const policy = new HostPolicy([], async () => {
      throw new Error('ENOTFOUND');
    });
    await expect(
      policy.addressesOf(at('https://git.example.com/repo')),
    ).rejects.toMatchObject({ code: 'repository_unreachable' });
  });
});
