import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Entry,
  Resource,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  fresh,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import { until } from '../__testUtils__/until';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const entries = (record: Record<string, string>, inherited = true): Entry[] =>
  Object.entries(record).map(([name, value]) => ({
    name,
    value,
    inheritedByChildren: inherited,
  }));

describe.each(databases.eachSupportedId())(
  'stale inputs and projects, %s',
  database => {
    let services: Services;
    let template: Template;
    let version: TemplateVersion;

    beforeAll(async () => {
      services = await createServices(await databases.init(database));
      const { outbox, stale } = services;
      outbox.on('resource.changed', ({ resourceId, itself }) =>
        stale.refresh(resourceId as string, { itself: itself === true }),
      );
      outbox.on('project.changed', ({ projectId }) =>
        stale.refreshProject(projectId as string),
      );
      outbox.start({ intervalMs: 2 ** 30 });
      template = await addTemplate(services);
      version = await addVersion(services, template, {
        variables: [variable('size', 'string', { default: 's' })],
      });
    });

    afterAll(() => services?.outbox.stop());

    const settled = () => {
      services.outbox.wake();
      return until(async () => {
        const [{ count }] = await services.knex('outbox').count({ count: '*' });
        return Number(count) === 0;
      });
    };
    const addProject = (configs: Record<string, string>) => {
      const key = fresh('project-');
      return services.projectService.create(
        { key, name: key, configs: entries(configs) },
        ann,
      );
    };
    const built = async (projectId: string, size?: string) => {
      const resource = await addResource(services, template, {
        version,
        projectId,
        values: size ? { size } : {},
      });
      const run = await services.runService.request(
        resource.id,
        'provision',
        ann,
      );
      await services.worker.work(run.id);
      await settled();
      return resource;
    };
    const isStale = async ({ id }: Pick<Resource, 'id'>) => {
      await settled();
      return (await services.resourceService.get(id)).staleInputs;
    };
    const update = async (
      id: string,
      patch: Parameters<Services['projectService']['update']>[1],
    ) => services.projectService.update(id, patch, ann);

    it('marks those whose values change, and takes the mark back', async () => {
      const project = await addProject({ size: 'm' });
      const follows = await built(project.id);
      const own = await built(project.id, 'own');
      const other = await built((await addProject({ size: 'm' })).id);
      expect(await isStale(follows)).toBe(false);

      await update(project.id, { configs: entries({ size: 'l' }) });
      expect(await isStale(follows)).toBe(true);
      expect(await isStale(own)).toBe(false);
      expect(await isStale(other)).toBe(false);

      await update(project.id, { configs: entries({ size: 'm' }) });
      expect(await isStale(follows)).toBe(false);

      await update(project.id, { configs: entries({ size: 'm' }, false) });
      expect(await isStale(follows)).toBe(true);
      await update(project.id, { configs: entries({ size: 'm' }) });

      await update(project.id, { tags: entries({ team: 'shop' }) });
      expect(await isStale(follows)).toBe(true);
      expect(await isStale(own)).toBe(true);
      const run = await services.runService.request(own.id, 'update', ann);
      await services.worker.work(run.id);
      expect(await isStale(own)).toBe(false);
    });

    it('is left alone by what hands nothing down', async () => {
      const { id } = await addProject({ size: 'm' });
      await update(id, { description: 'new', fields: { a: 'b' } });
      expect(await services.knex('outbox')).toEqual([]);
    });

    it('marks what is moved where it is given other values', async () => {
      const [a, b, same] = [
        await addProject({ size: 'a' }),
        await addProject({ size: 'b' }),
        await addProject({ size: 'a' }),
      ];
      const resource = await built(a.id);
      const move = (projectId: string | null) =>
        services.resourceService.update(resource.id, { projectId }, ann);
      await move(same.id);
      expect(await isStale(resource)).toBe(false);
      await move(b.id);
      expect(await isStale(resource)).toBe(true);
      await move(a.id);
      expect(await isStale(resource)).toBe(false);
      await move(null);
      expect(await isStale(resource)).toBe(true);
    });

    it('is seen where the project changes while a run applies', async () => {
      const project = await addProject({ size: 'm' });
      const resource = await addResource(services, template, {
        version,
        projectId: project.id,
      });
      const { runService, worker, store } = services;
      const request = await runService.request(resource.id, 'provision', ann);
      const run = await worker.work(request.id, { until: 'applying' });
      await update(project.id, { configs: entries({ size: 'l' }) });
      await settled();
      const verifying = await worker.move(run, 'verifying');
      await worker.move(verifying, 'succeeded', {
        also: tx =>
          services.outcomes.succeeded(
            tx,
            verifying,
            { kind: 'worker', ref: 'test' },
            [],
          ),
      });
      await store.release(verifying);
      expect(await isStale(resource)).toBe(true);
    });

    it('takes a fixed number of queries for any number of resources', async () => {
      const project = await addProject({ size: 'm' });
      await built(project.id);
      let queries = 0;
      const listen = () => {
        queries += 1;
      };
      const count = async () => {
        queries = 0;
        services.knex.on('query', listen);
        await services.stale.refreshProject(project.id);
        services.knex.off('query', listen);
        return queries;
      };
      const forOne = await count();
      await Promise.all([built(project.id), built(project.id)]);
      expect(await count()).toBe(forOne);
    });
  },
);
