import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { serveRepositories } from '../../plugins/infrakitchen-backend/src/sources/__testUtils__/gitFixtures';
import type { BenchmarkContext } from './benchmark';

const TEMPLATES = 20;

/** What a folder of generated code has. */
export function generatedFiles(name: string): Record<string, string> {
  const filler = '# A line like many others of generated code.\n';
  return Object.fromEntries(
    [
      'main.tf',
      'variables.tf',
      'outputs.tf',
      'providers.tf',
      'backend.tf',
      'terraform.tfvars.json',
      '.terraform.lock.hcl',
      'README.md',
    ].map(file => [file, `# ${file} of ${name}\n${filler.repeat(20)}`]),
  );
}

/** A repository behind git's own server. */
export interface BenchRepository {
  url: string;
  /** `host:port` of the server. */
  host: string;
  /** For whatever else the benchmark needs to write. */
  temporary: string;
  /** Where generated code of a resource goes. */
  folderOf(index: number): string;
  /** Somebody else merges something. */
  moveBase(): Promise<void>;
  /** Head of a branch, by the repository itself. */
  head(branch: string): Promise<string>;
}

/** Makes a repository with so many folders of generated code, and serves it. */
export async function openRepository(
  context: BenchmarkContext,
  options: { folders: number },
): Promise<BenchRepository> {
  const temporary = await mkdtemp(path.join(tmpdir(), 'infrakitchen-bench-'));
  context.defer(() => rm(temporary, { recursive: true, force: true }));
  const root = path.join(temporary, 'repositories');
  const directory = path.join(root, 'infra.git');
  await mkdir(root);
  const git = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)('git', [
      ...['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com'],
      `--git-dir=${directory}`,
      ...args,
    ]);
    return stdout.trim();
  };
  const folderOf = (index: number) =>
    `template_${index % TEMPLATES}/resource_${index}`;
  await git('init', '--quiet', '--bare', '--initial-branch=main');
  await fill(directory, options.folders, folderOf);
  const server = await serveRepositories(root, { pushAuthorization: 'anyone' });
  context.defer(() => server.close());
  return {
    url: `http://${server.host}/infra.git`,
    host: server.host,
    temporary,
    folderOf,
    async moveBase() {
      const commit = await git(
        ...['commit-tree', '-p', 'main', '-m', 'Merged', 'main^{tree}'],
      );
      await git('update-ref', 'refs/heads/main', commit);
    },
    head: branch => git('rev-parse', branch),
  };
}

async function fill(
  directory: string,
  folders: number,
  folderOf: (index: number) => string,
): Promise<void> {
  const git = spawn(
    'git',
    [`--git-dir=${directory}`, 'fast-import', '--quiet'],
    {
      stdio: ['pipe', 'inherit', 'inherit'],
    },
  );
  const ended = once(git, 'close');
  git.stdin.write(
    'commit refs/heads/main\ncommitter Bench <bench@example.com> 1700000000 +0000\ndata 5\nBegin\n',
  );
  for (let index = 0; index < folders; index++) {
    const files = generatedFiles(`resource ${index}`);
    for (const [name, content] of Object.entries(files)) {
      const entry = `M 100644 inline ${folderOf(
        index,
      )}/${name}\ndata ${Buffer.byteLength(content)}\n${content}\n`;
      if (!git.stdin.write(entry)) {
        await once(git.stdin, 'drain');
      }
    }
  }
  git.stdin.end();
  const [code] = await ended;
  if (code !== 0) {
    throw new Error(`The repository could not be made: exit code ${code}`);
  }
}
