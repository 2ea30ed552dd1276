import { TestDatabases } from '@backstage/backend-test-utils';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ann, as } from '../__testUtils__/serviceFixture';
import {
  createCascadeFixture,
  type CascadeFixture,
} from './__testUtils__/cascadeFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const group = 'group:default/team';
const kim = as('kim');
const kimRef = 'user:default/kim';
const admin = (principalRef: string) => ({
  principalRef,
  role: 'admin' as const,
  scope: { kind: 'global' as const },
});

describe.each(databases.eachSupportedId())(
  'rights of who started a cascade, %s',
  database => {
    let fixture: CascadeFixture;
    let asked: jest.SpyInstance;

    beforeAll(async () => {
      fixture = await createCascadeFixture(await databases.init(database), {
        grants: [admin('user:default/ann'), admin(group)],
        groups: { [kimRef]: [group] },
      });
    });

    beforeEach(() => {
      asked = jest.spyOn(fixture.memberships, 'now');
    });

    afterEach(() => {
      asked.mockRestore();
      delete fixture.groupsNow[kimRef];
    });

    /** A destruction with all of its plans. */
    async function planned(caller = kim) {
      const tree = await fixture.diamond();
      const { id } = await fixture.start(
        { kind: 'destroy', rootId: tree.root.id },
        caller,
      );
      expect(await fixture.drive(id)).toBe('previewed');
      return { ...tree, id };
    }

    const itemOf = async (id: string, name: string) =>
      (await fixture.items(id)).find(({ resource }) => resource.name === name)!;

    it('are those of the groups that they are in when a run starts', async () => {
      const { id, net, db, app } = await planned();
      await fixture.confirm(id, kim);
      fixture.groupsNow[kimRef] = ['group:default/elsewhere'];
      expect(await fixture.drive(id)).toBe('failed');
      expect((await itemOf(id, app.name)).error).toMatchObject({
        code: 'role_missing',
        culprits: [{ id: app.id }],
      });
      expect(await fixture.built(net, db, app)).toEqual(
        Array(3).fill('provisioned'),
      );
      delete fixture.groupsNow[kimRef];
      await fixture.cascadeService.act(id, 'resume', kim);
      expect(await fixture.drive(id)).toBe('succeeded');
    });

    it('are asked for once however much begins, and not at all where a role is their own', async () => {
      const { root } = await fixture.diamond();
      const { id } = await fixture.start(
        { kind: 'destroy', rootId: root.id },
        kim,
      );
      await fixture.cascadeDriver.advance(id);
      const states = Object.values(await fixture.states(id));
      expect(states.filter(state => state === 'previewing')).toHaveLength(3);
      expect(asked).toHaveBeenCalledTimes(1);
      asked.mockClear();
      const own = await planned(ann);
      await fixture.confirm(own.id);
      expect(await fixture.drive(own.id)).toBe('succeeded');
      expect(asked).not.toHaveBeenCalled();
    });

    it('hold a cascade up, and fail nothing, as long as the catalog is away', async () => {
      const { id } = await planned();
      await fixture.confirm(id, kim);
      const before = await fixture.states(id);
      asked.mockRejectedValueOnce(
        new InfrakitchenError('ServiceUnavailableError', {
          code: 'catalog_unavailable',
          message: 'The catalog is away',
        }),
      );
      await expect(fixture.cascadeDriver.advance(id)).rejects.toMatchObject({
        code: 'catalog_unavailable',
      });
      expect(await fixture.states(id)).toEqual(before);
      expect((await fixture.cascadeService.get(id, kim)).state).toBe('running');
      expect(await fixture.drive(id)).toBe('succeeded');
    });
  },
);
