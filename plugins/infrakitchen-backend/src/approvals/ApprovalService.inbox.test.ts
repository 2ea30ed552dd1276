import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import { addResource, ann, fresh } from '../__testUtils__/serviceFixture';
import {
  dev,
  eve,
  ada,
  bea,
  useApprovals,
} from './__testUtils__/approvalFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'the inbox of approvals, %s',
  database => {
    const fixture = useApprovals(databases, database);
    const { rule, approve, waiting, grant } = fixture;

    it('is listed among what waits for some resources alone', async () => {
      await rule();
      const id = await waiting();
      const listed = async (filter: string[], who: 'me' | 'all' = 'all') => {
        const { items } = await fixture.services.approvalService.list(
          { waiting: who, filter, limit: 50 },
          ada,
        );
        return items.map(({ run }) => run.id);
      };
      expect(
        await listed([`relatedTo=resource:${fixture.resource.id}`]),
      ).toEqual([id]);
      expect(
        await listed([`relatedTo=resource:${fixture.resource.id}`], 'me'),
      ).toEqual([id]);
      expect(await listed([`relatedTo=resource:${randomUUID()}`])).toEqual([]);
      expect(await listed(['status=done'], 'me')).toEqual([]);
    });

    describe('inbox', () => {
      const inbox = async (
        waitingFor: 'me' | 'requested' | 'all',
        caller = ada,
      ) =>
        (
          await fixture.services.approvalService.list(
            { waiting: waitingFor, limit: 200 },
            caller,
          )
        ).items.map(({ run }) => run.id);

      it('shows what somebody can decide, has asked for, or may see', async () => {
        await rule();
        const id = await waiting();
        expect(await inbox('me')).toContain(id);
        expect(await inbox('me', dev)).not.toContain(id);
        expect(await inbox('requested', dev)).toContain(id);
        expect(await inbox('requested')).not.toContain(id);
        expect(await inbox('all', eve)).toContain(id);
        await approve(id);
        expect(await inbox('all')).not.toContain(id);
      });

      it('finds the few that wait for somebody among many, with as many queries', async () => {
        const own = await rule({ approvers: {}, name: fresh('admins ') });
        const ids: string[] = [];
        for (let index = 0; index < 3; index++) {
          ids.push(await waiting());
          fixture.resource = await addResource(
            fixture.services,
            fixture.template,
            { version: fixture.version },
          );
        }
        await fixture.services.ruleService.replace(
          own.id,
          {
            name: own.name,
            scope: own.scope,
            effect: 'require',
            approvers: { refs: ['user:default/somebody'] },
          },
          ann,
        );
        const queries = async () => {
          let count = 0;
          const listen = () => {
            count += 1;
          };
          fixture.services.knex.on('query', listen);
          await inbox('me', eve);
          fixture.services.knex.removeListener('query', listen);
          return count;
        };
        const other = await waiting();
        await grant('user:default/eve', 'admin');
        const few = await queries();
        const row = await fixture.services
          .knex('runs')
          .where({ id: other })
          .first();
        const asked = await fixture.services
          .knex('run_approvers')
          .where({ run_id: other });
        const copies = Array.from({ length: 1_000 }, (_, index) => ({
          ...row,
          id: randomUUID(),
          // Before those that are looked for.
          created_at: index,
        }));
        await fixture.services.knex.batchInsert('runs', copies, 20);
        await fixture.services.knex.batchInsert(
          'run_approvers',
          copies.flatMap(copy =>
            asked.map(each => ({ ...each, run_id: copy.id })),
          ),
          100,
        );
        const page = await fixture.services.approvalService.list(
          { waiting: 'me', limit: 3 },
          eve,
        );
        expect(page.items.map(({ run }) => run.id)).toEqual(ids);
        expect(await queries()).toBe(few);
        await fixture.services
          .knex('runs')
          .whereIn(
            'id',
            copies.map(copy => copy.id),
          )
          .delete();
      });

      it('leaves out what the caller requested, or has approved already', async () => {
        await rule({
          approvers: { refs: ['user:default/dev', 'group:default/approvers'] },
          approvals: 2,
        });
        const id = await waiting();
        expect(await inbox('me', dev)).not.toContain(id);
        expect(await inbox('me', bea)).toContain(id);
        await approve(id, bea);
        expect(await inbox('me', bea)).not.toContain(id);
        expect(await inbox('me', ada)).toContain(id);
      });

      it('pages through more than it shows at once', async () => {
        await rule();
        const mine = await waiting();
        fixture.resource = await addResource(
          fixture.services,
          fixture.template,
          { version: fixture.version },
        );
        const other = await waiting();
        const found: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await fixture.services.approvalService.list(
            { waiting: 'me', limit: 1, cursor },
            ada,
          );
          found.push(...page.items.map(({ run }) => run.id));
          cursor = page.nextCursor;
        } while (cursor);
        expect(found.indexOf(mine)).toBeLessThan(found.indexOf(other));
        expect(found).toEqual(expect.arrayContaining([mine, other]));
      });
    });
  },
);
