import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import type { JsonObject } from '@backstage/types';
import { ann } from '../__testUtils__/serviceFixture';
import {
  createCascadeFixture,
  type CascadeFixture,
} from '../cascades/__testUtils__/cascadeFixture';
import { registerCascadeActions } from './registerCascadeActions';
import type { ActionServices } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe('actions of cascades', () => {
  let fixture: CascadeFixture;

  beforeAll(async () => {
    fixture = await createCascadeFixture(await databases.init('SQLITE_3'));
  });

  const invoke = async (name: string, input: JsonObject): Promise<any> => {
    const registry = actionsRegistryServiceMock({
      logger: mockServices.logger.mock(),
    });
    registerCascadeActions(registry, {
      cascades: fixture.cascadeService,
    } as ActionServices);
    const call = { id: `test:${name}`, input, credentials: ann.credentials };
    return (await registry.invoke(call)).output;
  };

  it('take a cascade from its preview to its end', async () => {
    const { root, app } = await fixture.diamond();
    const { cascadeId } = await invoke('start-cascade', {
      kind: 'destroy',
      rootId: root.id,
      maxParallel: '2',
    });
    await fixture.drive(cascadeId);
    const { cascade, items } = await invoke('get-cascade', { cascadeId });
    expect(cascade).toMatchObject({
      state: 'previewed',
      maxParallel: 2,
      stopOnFailure: true,
    });
    expect(items).toHaveLength(4);
    expect(items[0].resource.name).toBe(app.name);
    expect(
      await invoke('confirm-cascade', { cascadeId, digest: cascade.digest }),
    ).toEqual({ state: 'running' });
    const state = await fixture.drive(cascadeId, ({ kind }) =>
      kind === 'destroy' ? 'fail' : {},
    );
    expect(state).toBe('failed');
    expect(await invoke('resume-cascade', { cascadeId })).toEqual({
      state: 'running',
    });
    await invoke('cancel-cascade', { cascadeId });
    expect(await fixture.drive(cascadeId)).toBe('cancelled');
  });

  it('refuse what they do not know', async () => {
    await expect(
      invoke('start-cascade', { kind: 'update', rootID: 'x' }),
    ).rejects.toThrow(/rootID/);
  });
});
