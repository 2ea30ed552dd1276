import type { Knex } from 'knex';
import { trust } from '../../__testUtils__/trust';
import { LifeWorld } from './LifeWorld';
import type { VendorSide } from './VendorSide';

/** What other sides need of a backend. */
type Needs = Pick<
  VendorSide,
  'certificates' | 'features' | 'hosts' | 'settings' | 'stop'
>;

/** A world whose backend reaches the other sides of several providers. */
export async function startWorldFor(
  sides: Needs[],
  options: { knex: Knex; engineEnv?: Record<string, string> },
): Promise<{ world: LifeWorld; stop(): Promise<void> }> {
  const distrust = trust(...sides.flatMap(side => side.certificates ?? []));
  const stopSides = async () => {
    distrust();
    await Promise.all(sides.map(side => side.stop()));
  };
  try {
    const world = await LifeWorld.create({
      ...options,
      features: sides.flatMap(({ features }) => features),
      integrations: {
        allowHosts: sides.flatMap(({ hosts }) => hosts),
        ...Object.assign({}, ...sides.map(({ settings }) => settings)),
      },
    });
    return {
      world,
      async stop() {
        await world.stop();
        await stopSides();
      },
    };
  } catch (error) {
    // Some are processes of their own, which nobody else would end.
    await stopSides();
    throw error;
  }
}
