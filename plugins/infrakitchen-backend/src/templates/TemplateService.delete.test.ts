import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { ApprovalRuleStore, DefaultApprovalRuleService } from '../approvals';
import { Outbox } from '../outbox';
import {
  ann,
  createTemplateFixture,
  type TemplateFixture,
} from './__testUtils__/createTemplateFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'deleting templates, %s',
  database => {
    let fixture: TemplateFixture;
    let service: TemplateFixture['service'];
    let create: TemplateFixture['create'];

    beforeEach(async () => {
      fixture = await createTemplateFixture(await databases.init(database));
      ({ service, create } = fixture);
    });

    const refusal = async (work: Promise<unknown>) =>
      work.then(
        () => undefined,
        error => error,
      );

    describe('delete', () => {
      it('deletes a disabled template and keeps its history', async () => {
        const account = await create('account');
        const template = await create('network', [account]);
        await expect(service.delete(template.id, ann)).rejects.toMatchObject({
          code: 'template_enabled',
        });
        await service.act(template.id, 'disable', ann);
        await service.delete(template.id, ann);
        await expect(service.get(template.id)).rejects.toMatchObject({
          code: 'template_not_found',
        });
        expect((await service.get(account.id)).childIds).toEqual([]);
        expect(
          (await fixture.auditOf('template', template.id)).map(
            a => `${a.action} ${a.outcome}`,
          ),
        ).toEqual([
          'template.created succeeded',
          'template.deleted refused',
          'template.disabled succeeded',
          'template.deleted succeeded',
        ]);
        const revisions = await fixture.history.listRevisions(
          'template',
          template.id,
          { limit: 10 },
        );
        expect(revisions.items.map(r => r.revision)).toEqual([3, 2, 1]);
      });

      it('refuses while an approval rule is about it, also where both come at once', async () => {
        const template = await create('governed');
        await service.act(template.id, 'disable', ann);
        const rules = new DefaultApprovalRuleService({
          knex: fixture.knex,
          rules: new ApprovalRuleStore(fixture.knex),
          history: fixture.history,
          outbox: new Outbox({
            knex: fixture.knex,
            logger: mockServices.logger.mock(),
          }),
        });
        const write = rules.create(
          {
            name: 'Governed',
            scope: { kind: 'template', id: template.id },
            effect: 'require',
          },
          ann,
        );
        const [written, deleted] = await Promise.allSettled([
          write,
          service.delete(template.id, ann),
        ]);
        expect([written.status, deleted.status].sort()).toEqual([
          'fulfilled',
          'rejected',
        ]);
        const { reason } = [written, deleted].find(
          (result): result is PromiseRejectedResult =>
            result.status === 'rejected',
        )!;
        expect(reason).toMatchObject(
          written.status === 'fulfilled'
            ? {
                code: 'has_approval_rules',
                culprits: [
                  {
                    kind: 'approval_rule',
                    id: written.value.id,
                    name: 'Governed',
                  },
                ],
              }
            : { code: 'scope_not_found' },
        );
      });

      it('refuses while there are children', async () => {
        const account = await create('account');
        const child = await create('network', [account]);
        await service.act(account.id, 'disable', ann);
        await expect(service.delete(account.id, ann)).rejects.toMatchObject({
          code: 'template_has_children',
          culprits: [{ kind: 'template', id: child.id, name: 'NETWORK' }],
        });
      });

      it('refuses while there are resources, naming ten of them', async () => {
        const template = await create('network');
        await service.act(template.id, 'disable', ann);
        for (let i = 10; i < 22; i++) {
          await fixture.addResource(template, `net-${i}`, {
            state: 'destroyed',
          });
        }
        const error = await refusal(service.delete(template.id, ann));
        expect(error).toMatchObject({
          code: 'template_has_resources',
          message: expect.stringMatching(
            /12 resources \('net-10', .*'net-19' and 2 more\)/,
          ),
        });
        expect(error.culprits).toHaveLength(10);
      });
    });
  },
);
