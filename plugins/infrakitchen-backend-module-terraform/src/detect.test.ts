import { chmodSync, mkdirSync, utimesSync } from 'node:fs';
import { useTemporaryFolder, writeFiles } from './__testUtils__';
import { EngineDetector } from './detect';

const folder = useTemporaryFolder();
let folders = 0;

function engines(binaries: Record<string, string>): string {
  folders += 1;
  const path = folder.path(`bin-${folders}`);
  mkdirSync(path);
  for (const [name, script] of Object.entries(binaries))
    write(path, name, script);
  return path;
}

function write(path: string, name: string, script: string, mtime = 1000) {
  writeFiles(path, { [name]: `#!/bin/sh\n${script}\n` });
  chmodSync(`${path}/${name}`, 0o755);
  utimesSync(`${path}/${name}`, mtime, mtime);
}

const says = (version: string, title = 'Terraform') =>
  `if [ "$2" = -json ]; then echo '{"terraform_version": "${version}"}'; else echo '${title} v${version}'; fi`;

describe('EngineDetector', () => {
  it('prefers terraform over tofu on PATH', async () => {
    const path = engines({ terraform: says('1.11.4'), tofu: says('1.9.0') });
    expect(
      await new EngineDetector({ env: { PATH: `/nowhere:${path}` } }).info(),
    ).toEqual({
      kind: 'terraform',
      version: '1.11.4',
      binary: `${path}/terraform`,
    });
  });

  it('finds tofu alone', async () => {
    const path = engines({ tofu: says('1.9.0') });
    expect(
      await new EngineDetector({ env: { PATH: path } }).info(),
    ).toMatchObject({
      kind: 'tofu',
      version: '1.9.0',
    });
  });

  it('takes a configured path or name, and asks what an odd name is', async () => {
    const path = engines({
      engine: says('1.9.0', 'OpenTofu'),
      other: says('1.5.7'),
    });
    const info = (binary: string, kind?: 'terraform' | 'tofu') =>
      new EngineDetector({ binary, kind, env: { PATH: path } }).info();
    expect(await info('engine')).toMatchObject({
      kind: 'tofu',
      binary: `${path}/engine`,
    });
    expect(await info(`${path}/other`)).toMatchObject({ kind: 'terraform' });
    expect(await info(`${path}/other`, 'tofu')).toMatchObject({ kind: 'tofu' });
  });

  it('asks again only when the executable changes', async () => {
    const path = engines({
      terraform: `echo x >>${folder.path('calls')}; ${says('1.0.0')}`,
    });
    const detector = new EngineDetector({ env: { PATH: path } });
    expect((await detector.info()).version).toBe('1.0.0');
    write(
      path,
      'terraform',
      `${says('1.0.1')}; `.padEnd(
        `echo x >>${folder.path('calls')}; ${says('1.0.0')}`.length,
      ),
      1000,
    );
    utimesSync(`${path}/terraform`, 1000, 1000);
    expect((await detector.info()).version).toBe('1.0.0');
    utimesSync(`${path}/terraform`, 2000, 2000);
    expect((await detector.info()).version).toBe('1.0.1');
  });

  it('says what is missing and what to do', async () => {
    const path = engines({});
    await expect(
      new EngineDetector({ env: { PATH: path } }).info(),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      code: 'engine_missing',
      message:
        'Neither Terraform nor OpenTofu is installed where the backend runs.',
      hint: expect.stringContaining('infrakitchen.engine.binary'),
    });
    await expect(
      new EngineDetector({ binary: `${path}/nothing`, env: {} }).info(),
    ).rejects.toMatchObject({
      code: 'engine_missing',
      message: expect.stringContaining('/nothing'),
    });
  });

  it.each(['exit 1', 'echo no json', 'echo "{}"', 'kill -9 $$'])(
    'says that an engine is broken: %s',
    async script => {
      const path = engines({ terraform: script });
      const detector = new EngineDetector({ env: { PATH: path } });
      await expect(detector.info()).rejects.toMatchObject({
        code: 'engine_broken',
      });
      write(path, 'terraform', says('1.0.0'), 1000);
      expect((await detector.info()).version).toBe('1.0.0');
    },
  );
});
