import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  Forge,
  type ForgeRepository,
  type ForgeUser,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
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

/** A repository at a git host, which speaks the API of GitHub. */
export interface BenchRepository {
  forge: Forge;
  repository: ForgeRepository;
  /** The account that the portal signs in with. */
  account: ForgeUser;
  /** Where git reaches it, without signing in. */
  url: string;
  /** Where generated code of a resource goes. */
  folderOf(index: number): string;
  /** Somebody else merges something. */
  moveBase(): Promise<void>;
}

/** Makes a repository with so many folders of generated code, and serves it. */
export async function openRepository(
  context: BenchmarkContext,
  options: { folders: number },
): Promise<BenchRepository> {
  const forge = await Forge.create();
  context.defer(() => forge.stop());
  const account = forge.addUser('portal', 'write');
  forge.publicUrl = forge.plainUrl;
  // Git's credentials belong to the address with TLS, and are not measured.
  forge.signIn = () => account;
  const repository = await forge.addRepository('acme', 'infra', {});
  const { git } = repository;
  const folderOf = (index: number) =>
    `template_${index % TEMPLATES}/resource_${index}`;
  await fill(git.directory, options.folders, folderOf);
  return {
    ...{ forge, repository, account, folderOf },
    url: `${forge.plainUrl}/acme/infra.git`,
    async moveBase() {
      const commit = await git.git([
        ...['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com'],
        ...['commit-tree', '-p', 'main', '-m', 'Merged', 'main^{tree}'],
      ]);
      await git.git(['update-ref', 'refs/heads/main', commit]);
    },
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
