import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import express, { type Express } from 'express';
import type {
  EffectiveVariable,
  Resource,
  ResourceAction,
  RunDetail,
  RunError,
  RunKind,
  RunState,
  Template,
  TemplateVersion,
  ValueError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { answer, FakeRuns } from './FakeRuns';
import { aResource, aTemplate, aVersion } from './records';

/** A request as it came in. */
export interface SeenRequest {
  method: string;
  path: string;
  query: Record<string, unknown>;
  body: any;
  /** Who the token stands for. */
  caller: 'user' | 'service' | 'nobody';
  header(name: string): string | undefined;
}

const kinds: Partial<Record<ResourceAction, RunKind>> = {
  'dry-run': 'dry_run',
  provision: 'provision',
  update: 'update',
  destroy: 'destroy',
};

/** Speaks the REST API of InfraKitchen over a real connection. */
export class FakeInfrakitchen {
  readonly requests: SeenRequest[] = [];
  readonly templates: Template[] = [];
  readonly versions: TemplateVersion[] = [];
  readonly resources: Resource[] = [];
  readonly projects: { id: string; key: string }[] = [];
  /** Integrations, secrets, storages and workspaces, by the path of their list. */
  readonly named: Record<string, { id: string; name: string }[]> = {
    integrations: [],
    secrets: [],
    storages: [],
    workspaces: [],
  };
  /** What every check of connections says. */
  connectionErrors: ValueError[] = [];
  /** What every schema says of the variables. */
  variables: EffectiveVariable[] = [];
  readonly runs = new FakeRuns(run => this.#settle(run));
  readonly #idempotent = new Map<string, string>();
  #server!: Server;

  /** How every run ends, at once; without it, tests end them. */
  outcome?: { state: RunState; lines?: string[]; error?: RunError };
  /** Refuses requests that the function says something about. */
  refuse?: (
    request: SeenRequest,
  ) => { status: number; error: object } | undefined;

  static async start(): Promise<FakeInfrakitchen> {
    const fake = new FakeInfrakitchen();
    fake.#server = createServer(fake.#app());
    await new Promise<void>(resolve => {
      fake.#server.listen(0, '127.0.0.1', resolve);
    });
    return fake;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    await new Promise(resolve => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  addTemplate(patch: Partial<Template>): Template {
    const template = aTemplate(patch);
    this.templates.push(template);
    return template;
  }

  addVersion(patch: Partial<TemplateVersion>): TemplateVersion {
    const version = aVersion(patch);
    this.versions.push(version);
    return version;
  }

  addResource(patch: Partial<Resource>): Resource {
    const resource = aResource(patch);
    this.resources.push(resource);
    return resource;
  }

  /** Requests with a method and a path. */
  seen(method: string, path: RegExp): SeenRequest[] {
    return this.requests.filter(
      request => request.method === method && path.test(request.path),
    );
  }

  #app(): Express {
    const app = express();
    app.use(express.json());
    app.use((req, res, next) => {
      const token = req.header('authorization') ?? '';
      const caller = /user:/.test(token) ? 'user' : 'service';
      const request: SeenRequest = {
        method: req.method,
        path: req.path,
        query: req.query,
        body: req.body,
        caller: token ? caller : 'nobody',
        header: name => req.header(name),
      };
      this.requests.push(request);
      const refusal = this.refuse?.(request);
      if (refusal) {
        res.status(refusal.status).json({ error: refusal.error });
        return;
      }
      next();
    });
    this.#registerTemplates(app);
    this.#registerResources(app);
    this.runs.register(app);
    return app;
  }

  #registerTemplates(app: Express): void {
    app.get('/templates', (req, res) => {
      const key = String(req.query.filter).replace('key=', '');
      const items = this.templates.filter(template => template.key === key);
      res.json({ items, totalItems: items.length });
    });
    app.get('/projects', (req, res) => {
      const key = String(req.query.filter).replace('key=', '');
      const items = this.projects.filter(project => project.key === key);
      res.json({ items, totalItems: items.length });
    });
    for (const [path, records] of Object.entries(this.named)) {
      app.get(`/${path}`, (req, res) => {
        const names = [req.query.filter]
          .flat()
          .map(text => String(text).replace('name=', ''));
        const items = records.filter(({ name }) => names.includes(name));
        res.json({ items, totalItems: items.length });
      });
    }
    app.post('/templates/:id/connections', (_req, res) => {
      res.json({ errors: this.connectionErrors });
    });
    app.get('/templates/:id', (req, res) =>
      answer(
        res,
        this.templates.find(({ id }) => id === req.params.id),
      ),
    );
    app.get('/templates/:id/versions', (req, res) => {
      const ofTemplate = this.versions.filter(
        ({ templateId }) => templateId === req.params.id,
      );
      res.json({ items: ofTemplate });
    });
    app.get('/versions/:id/schema', (_req, res) => {
      res.json({
        schema: {},
        variables: this.variables,
        tags: [],
        configs: [],
        errors: [],
      });
    });
  }

  #registerResources(app: Express): void {
    app.get('/resources', (req, res) => {
      const wanted = Object.fromEntries(
        [req.query.filter].flat().map(text => String(text).split('=')),
      );
      const items = this.resources.filter(
        ({ templateId, name, state }) =>
          templateId === wanted.templateId &&
          name === wanted.name &&
          String(state !== 'destroyed') === wanted.living,
      );
      const from = Number(req.query.cursor ?? 0);
      const to = from + Number(req.query.limit ?? 50);
      res.json({
        items: items.slice(from, to),
        totalItems: items.length,
        nextCursor: to < items.length ? String(to) : undefined,
      });
    });
    app.post('/resources', (req, res) => {
      const key = req.header('idempotency-key') ?? randomUUID();
      const known = this.#idempotent.get(key);
      const resource = known
        ? this.#resourceOf(known)!
        : this.addResource({ ...req.body, id: randomUUID() });
      this.#idempotent.set(key, resource.id);
      res.status(201).json(resource);
    });
    app.get('/resources/:id', (req, res) =>
      answer(res, this.#resourceOf(req.params.id)),
    );
    app.patch('/resources/:id', (req, res) => {
      const resource = this.#resourceOf(req.params.id)!;
      resource.hasPendingChange = resource.state === 'provisioned';
      resource.values = req.body.values ?? resource.values;
      resource.revision += 1;
      res.json(resource);
    });
    app.get('/resources/:id/actions', (_req, res) => {
      const reasons = [{ code: 'wrong_state', message: 'It is not built' }];
      res.json({
        items: [
          { action: 'provision', allowed: true, reasons: [] },
          { action: 'destroy', allowed: false, reasons },
        ],
      });
    });
    app.get('/resources/:id/runs', (req, res) => {
      const items = this.runs.all.filter(
        run => run.resourceId === req.params.id,
      );
      res.json({ items });
    });
    app.post('/resources/:id/actions/:action', (req, res) => {
      const kind = kinds[req.params.action as ResourceAction];
      if (!kind) {
        const index = this.resources.findIndex(
          ({ id }) => id === req.params.id,
        );
        this.resources.splice(index, 1);
        res.status(202).json({});
        return;
      }
      const resource = this.#resourceOf(req.params.id)!;
      const run = this.runs.add({
        resourceId: resource.id,
        resourceName: resource.name,
        kind,
        reason: req.body.reason,
      });
      res.status(202).json({ run: { id: run.id } });
      if (this.outcome) {
        const { lines = [], ...patch } = this.outcome;
        this.runs.log(run.id, ...lines);
        this.runs.set(run.id, patch);
      }
    });
  }

  /** What a run leaves behind. */
  #settle(run: RunDetail): void {
    const resource = this.#resourceOf(run.resourceId);
    if (!resource || run.kind === 'dry_run') {
      return;
    }
    if (run.state === 'succeeded') {
      resource.state = run.kind === 'destroy' ? 'destroyed' : 'provisioned';
      resource.hasPendingChange = false;
    }
    resource.status = run.state === 'succeeded' ? 'done' : 'error';
  }

  #resourceOf(id: string): Resource | undefined {
    return this.resources.find(resource => resource.id === id);
  }
}
