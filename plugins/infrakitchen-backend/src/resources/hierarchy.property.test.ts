import { TestDatabases } from '@backstage/backend-test-utils';
import {
  isInfrakitchenError,
  type Resource,
  type Template,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import fc from 'fast-check';
import { storedClosure, walkedClosure } from '../__testUtils__/closure';
import {
  addResource,
  addTemplate,
  ann,
  createServices,
  type Services,
} from '../__testUtils__/serviceFixture';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** One thing that somebody does; numbers choose among what is there. */
interface Step {
  what: 'create' | 'move' | 'detach' | 'delete';
  which: number;
  to: number[];
}

const kinds: Step['what'][] = [
  ...([
    'create',
    'create',
    'move',
    'move',
    'move',
    'detach',
    'delete',
  ] as const),
];

const steps = fc.array(
  fc.array(
    fc.record<Step>({
      what: fc.constantFrom(...kinds),
      which: fc.nat(),
      to: fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
    }),
    // What is done at once.
    { minLength: 1, maxLength: 4 },
  ),
  { minLength: 4, maxLength: 10 },
);

describe.each(databases.eachSupportedId())(
  'hierarchy under random edits, %s',
  database => {
    let services: Services;
    let templates: Template[];

    beforeAll(async () => {
      services = await createServices(await databases.init(database));
      const abstract = true;
      const top = await addTemplate(services, { abstract });
      const second = await addTemplate(services, { abstract, parents: [top] });
      const third = await addTemplate(services, {
        abstract,
        parents: [top, second],
      });
      const fourth = await addTemplate(services, {
        abstract,
        parents: [second, third],
      });
      // As after templates that were turned round: a link may go either way.
      await services.knex('template_parents').insert({
        template_id: second.id,
        parent_id: fourth.id,
      });
      templates = [top, second, third, fourth].map(template => ({
        ...template,
        parentIds:
          template.id === second.id ? [top.id, fourth.id] : template.parentIds,
      }));
    });

    const living = async (): Promise<Resource[]> =>
      (await services.resourceService.list({ limit: 200 })).items;

    /** Parents by chance, of each parent template or of some. */
    const choose = (
      all: Resource[],
      template: Template,
      { to, what }: Pick<Step, 'to' | 'what'>,
    ) =>
      template.parentIds.flatMap((parentId, index) => {
        const candidates = all.filter(one => one.templateId === parentId);
        const isLeft = what === 'detach' && to[index] % 2 === 0;
        return candidates.length === 0 || isLeft
          ? []
          : [candidates[to[index] % candidates.length].id];
      });

    async function take(step: Step, all: Resource[]): Promise<void> {
      const { resourceService } = services;
      if (step.what === 'create' || all.length === 0) {
        const template = templates[step.which % templates.length];
        const parentIds = choose(all, template, step);
        await addResource(services, template, { parentIds });
        return;
      }
      const resource = all[step.which % all.length];
      if (step.what === 'delete') {
        await resourceService.delete(resource.id, ann);
        return;
      }
      const template = templates.find(({ id }) => id === resource.templateId)!;
      const parentIds = choose(all, template, step);
      await resourceService.update(resource.id, { parentIds }, ann);
    }

    it('knows exactly what is above what, and never a circle', async () => {
      const done = { taken: 0, refused: new Set<string>() };
      await fc.assert(
        fc.asyncProperty(steps, async sequence => {
          const { knex } = services;
          await knex('resource_parents').delete();
          await knex('resources').delete();
          const top = await addResource(services, templates[0]);
          await addResource(services, templates[0]);
          // One that has no parent of the fourth, as before that was asked for.
          await knex('template_parents')
            .where({ parent_id: templates[3].id })
            .delete();
          const old = await addResource(services, templates[1], {
            parentIds: [top.id],
          });
          await knex('template_parents').insert({
            template_id: templates[1].id,
            parent_id: templates[3].id,
          });
          const third = await addResource(services, templates[2], {
            parentIds: [top.id, old.id],
          });
          await addResource(services, templates[3], {
            parentIds: [old.id, third.id],
          });
          for (const atOnce of sequence) {
            const all = await living();
            const results = await Promise.allSettled(
              atOnce.map(step => take(step, all)),
            );
            for (const result of results) {
              if (result.status === 'fulfilled') {
                done.taken += 1;
              } else if (isInfrakitchenError(result.reason)) {
                done.refused.add(result.reason.code);
              } else {
                throw result.reason;
              }
            }
            expect(await storedClosure(knex)).toEqual(
              await walkedClosure(knex),
            );
          }
        }),
        { numRuns: 12, interruptAfterTimeLimit: 60_000 },
      );
      expect(done.taken).toBeGreaterThan(50);
      expect([...done.refused]).toContain('parent_below');
    });
  },
);
