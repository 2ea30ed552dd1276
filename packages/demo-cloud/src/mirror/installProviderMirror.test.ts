import { execFile } from 'node:child_process';
import {
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installProviderMirror } from './installProviderMirror';
import { packageFile } from './layout';

describe('installProviderMirror', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'provider-mirror-test-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  const packageOf = (registry: string) =>
    join(directory, 'mirror', packageFile(registry, '1.0.0'));

  it('installs the provider for both engines', async () => {
    const mirror = await installProviderMirror({ directory });
    expect(mirror).toEqual({
      cliConfigFile: join(directory, 'terraform.rc'),
      version: '1.0.0',
      env: { TF_DISABLE_PLUGIN_TLS: '1' },
    });
    const launchers = await Promise.all(
      ['registry.terraform.io', 'registry.opentofu.org'].map(registry =>
        readFile(packageOf(registry), 'utf8'),
      ),
    );
    expect(launchers[0]).toBe(launchers[1]);
    expect(launchers[0]).not.toContain(directory);
    const config = await readFile(mirror.cliConfigFile, 'utf8');
    expect(config).toContain(JSON.stringify(join(directory, 'mirror')));
    expect(await readdir(join(directory, 'provider'))).toEqual([
      'controller.proto',
      'node',
      'provider.cjs',
      'stamp',
      'tfplugin5.proto',
    ]);
  });

  it('does nothing when the provider is there already', async () => {
    await installProviderMirror({ directory });
    const before = await stat(join(directory, 'provider', 'provider.cjs'));
    await installProviderMirror({ directory });
    const after = await stat(join(directory, 'provider', 'provider.cjs'));
    expect(after.ino).toBe(before.ino);
  });

  it('completes an install that was cut short', async () => {
    await installProviderMirror({ directory });
    await rm(join(directory, 'provider', 'stamp'));
    await writeFile(join(directory, 'provider', 'provider.cjs'), 'half a');
    await installProviderMirror({ directory });
    const program = await readFile(
      join(directory, 'provider', 'provider.cjs'),
      'utf8',
    );
    expect(program).not.toBe('half a');
  });

  it('follows a change of the Node.js to use', async () => {
    await installProviderMirror({ directory });
    await installProviderMirror({ directory, nodePath: '/opt/node' });
    expect(await readlink(join(directory, 'provider', 'node'))).toBe(
      '/opt/node',
    );
  });

  it('installs something that runs without a PATH', async () => {
    await installProviderMirror({ directory });
    await expect(
      promisify(execFile)(packageOf('registry.terraform.io'), [], { env: {} }),
    ).rejects.toThrow('This is a provider plugin');
  });
});
