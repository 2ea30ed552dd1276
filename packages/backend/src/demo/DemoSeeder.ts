import {
  InfrakitchenClient,
  type Resource,
  type Template,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  projects,
  releases,
  resources,
  templates,
  versionInput,
  type SeedProject,
  type SeedResource,
  type SeedTemplate,
} from './hierarchy';

/** What a seeding has added. */
export interface SeedCounts {
  projects: number;
  templates: number;
  versions: number;
  resources: number;
}

/**
 * Fills an empty InfraKitchen through its API. What is there already, by key,
 * tag or name, is left alone, so that it can be called again after a failure.
 */
export class DemoSeeder {
  readonly #client: InfrakitchenClient;
  readonly #token: () => Promise<string>;
  readonly #repositoryUrl: string;
  readonly #workspaceUrl: string;
  readonly #templateIds = new Map<string, string>();
  readonly #projectIds = new Map<string, string>();

  constructor(options: {
    client: InfrakitchenClient;
    /** Called for each request: a token may expire in between. */
    token: () => Promise<string>;
    repositoryUrl: string;
    /** Repository that the code of projects with a workspace is written to. */
    workspaceUrl: string;
  }) {
    this.#client = options.client;
    this.#token = options.token;
    this.#repositoryUrl = options.repositoryUrl;
    this.#workspaceUrl = options.workspaceUrl;
  }

  async seed(): Promise<SeedCounts> {
    const counts: SeedCounts = {
      projects: 0,
      templates: 0,
      versions: 0,
      resources: 0,
    };
    for (const seed of projects) {
      counts.projects += (await this.#seedProject(seed)) ? 1 : 0;
    }
    for (const seed of templates) {
      await this.#seedTemplate(seed, counts);
    }
    for (const seed of resources) {
      counts.resources += (await this.#seedResource(seed)) ? 1 : 0;
    }
    return counts;
  }

  async #seedProject({ hasWorkspace, ...seed }: SeedProject): Promise<boolean> {
    const { items } = await this.#client.listProjects(
      { filter: [`key=${seed.key}`] },
      await this.#options(),
    );
    const [known] = items;
    const { id } =
      known ??
      (await this.#client.createProject(
        {
          ...seed,
          ...(hasWorkspace && { workspaceId: await this.#workspace() }),
        },
        await this.#options(),
      ));
    this.#projectIds.set(seed.key, id);
    return !known;
  }

  async #workspace(): Promise<string> {
    const { items } = await this.#client.listWorkspaces(
      { limit: 200 },
      await this.#options(),
    );
    const known = items.find(({ url }) => url === this.#workspaceUrl);
    const { id } =
      known ??
      (await this.#client.createWorkspace(
        {
          url: this.#workspaceUrl,
          description: 'What the project Shared has generated.',
        },
        await this.#options(),
      ));
    return id;
  }

  async #seedTemplate(seed: SeedTemplate, counts: SeedCounts): Promise<void> {
    const { key } = seed.template;
    const known = await this.#findTemplate(key);
    if (known) {
      this.#templateIds.set(key, known.id);
      counts.versions += await this.#addVersions(seed, known.id);
      return;
    }
    const input = {
      ...seed.template,
      parentIds: seed.parents.map(parent => this.#templateIds.get(parent)!),
    };
    counts.templates += 1;
    if (!seed.module) {
      const created = await this.#client.createTemplate(
        input,
        await this.#options(),
      );
      this.#templateIds.set(key, created.id);
      return;
    }
    const { template } = await this.#client.importTemplate(
      { template: input, version: this.#version(seed, releases[0]) },
      await this.#options(),
    );
    this.#templateIds.set(key, template.id);
    counts.versions += 1 + (await this.#addVersions(seed, template.id));
  }

  /** Imports the releases that the template lacks. */
  async #addVersions(seed: SeedTemplate, templateId: string): Promise<number> {
    if (!seed.module) {
      return 0;
    }
    const { items } = await this.#client.listVersions(
      templateId,
      { limit: 200 },
      await this.#options(),
    );
    const missing = releases.filter(
      release => !items.some(version => version.ref === release.ref),
    );
    for (const release of missing) {
      await this.#client.createVersion(
        templateId,
        this.#version(seed, release),
        await this.#options(),
      );
    }
    return missing.length;
  }

  #version(seed: SeedTemplate, release: (typeof releases)[number]) {
    return versionInput({
      seed,
      release,
      repositoryUrl: this.#repositoryUrl,
      templateIds: this.#templateIds,
    });
  }

  async #seedResource(seed: SeedResource): Promise<boolean> {
    const { template, version, project, parents, ...input } = seed;
    const templateId = this.#templateIds.get(template)!;
    if (await this.#findResource(templateId, seed.name)) {
      return false;
    }
    const parentIds: string[] = [];
    for (const parent of parents) {
      const found = await this.#findResource(
        this.#templateIds.get(parent.template)!,
        parent.name,
      );
      if (!found) {
        throw new Error(`The demo's resource '${parent.name}' is gone`);
      }
      parentIds.push(found.id);
    }
    await this.#client.createResource(
      {
        ...input,
        templateId,
        parentIds,
        ...(project && { projectId: this.#projectIds.get(project)! }),
        ...(version && {
          versionId: await this.#versionId(templateId, version),
        }),
      },
      await this.#options(),
    );
    return true;
  }

  async #findTemplate(key: string): Promise<Template | undefined> {
    const { items } = await this.#client.listTemplates(
      { filter: [`key=${key}`] },
      await this.#options(),
    );
    return items[0];
  }

  async #findResource(
    templateId: string,
    name: string,
  ): Promise<Resource | undefined> {
    const { items } = await this.#client.listResources(
      { filter: [`templateId=${templateId}`, 'living=true'], q: name },
      await this.#options(),
    );
    return items.find(resource => resource.name === name);
  }

  async #versionId(templateId: string, ref: string): Promise<string> {
    const { items } = await this.#client.listVersions(
      templateId,
      { limit: 200 },
      await this.#options(),
    );
    const version = items.find(item => item.ref === ref);
    if (!version) {
      throw new Error(`The demo's version '${ref}' is gone`);
    }
    return version.id;
  }

  async #options(): Promise<{ token: string }> {
    return { token: await this.#token() };
  }
}
