import { TestDatabases } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import type { StandInReply } from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { startApi, type Api } from '../__testUtils__/startApi';
import { trust } from '../__testUtils__/trust';
import {
  startAwsSecrets,
  startGcpSecrets,
  startVaultSecrets,
} from '../secrets/__testUtils__/secretSides';
import { startGcs, startS3 } from '../storages/__testUtils__/storageSides';
import { readableIn } from './__testUtils__/stored';
import type { VendorSide } from './__testUtils__/VendorSide';

jest.setTimeout(120_000);

/** A place of secrets or states, and whose integrations it is reached with. */
interface Place {
  provider: string;
  vendor?: VendorSide;
  config(owner: string): JsonObject;
  keep?(owner: string, reader: string): void;
}

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
/** More than any client tries. */
const MANY = 40;

const places: [
  title: string,
  kind: 'secrets' | 'storages',
  start: () => Promise<Place>,
][] = [
  ['AWS Secrets Manager', 'secrets', startAwsSecrets],
  ['Google Secret Manager', 'secrets', startGcpSecrets],
  ['Vault KV v2', 'secrets', startVaultSecrets],
  ['S3', 'storages', startS3],
  ['Google Cloud Storage', 'storages', startGcs],
];

describe.each(places)(
  '%s, whose vendor misbehaves, with the real client, through the API without a run, on SQLite',
  (_title, kind, start) => {
    let place: Place & { vendor: VendorSide };
    let api: Api;
    let impatient: Api;
    let distrust: () => void;
    let id: string;

    beforeAll(async () => {
      const started = await start();
      place = { ...started, vendor: started.vendor! };
      const { certificates = [], features, hosts, settings } = place.vendor;
      distrust = trust(...certificates);
      const knex = await databases.init('SQLITE_3');
      const startWith = (more: JsonObject) =>
        startApi({
          ...{ knex, features },
          settings: {
            integrations: { allowHosts: hosts, ...settings, ...more },
          },
        });
      api = await startWith({});
      impatient = await startWith({ timeout: { milliseconds: 300 } });
      place.keep?.('known', 'known');
      const integration = await api.post('/integrations', {
        ...{ provider: place.vendor.provider, name: 'Account' },
        config: place.vendor.config('known'),
      });
      const made = await api.post(`/${kind}`, {
        ...{ provider: place.provider, name: 'Place' },
        config: place.config('known'),
        integrationId: integration.body.id,
      });
      id = made.body.id;
    });

    afterEach(() => {
      place.vendor.standIn!.faults.splice(0);
    });

    afterAll(async () => {
      distrust?.();
      await api?.stop();
      await impatient?.stop();
      await place?.vendor.stop();
    });

    const always = (reply: StandInReply) =>
      place.vendor.standIn!.faults.push(
        ...Array.from({ length: MANY }, () => reply),
      );

    async function failures(at: Api): Promise<string> {
      const { body, text } = await at.post(`/${kind}/${id}/test`);
      expect(body).toMatchObject({ ok: false });
      expect(readableIn(text, place.vendor.secretsOf('known'))).toEqual([]);
      return text;
    }

    it('works', async () => {
      const { body } = await api.post(`/${kind}/${id}/test`);
      expect(body).toMatchObject({ ok: true });
    });

    it('is asked too often', async () => {
      always({ status: 429, headers: { 'retry-after': '0' } });
      expect(await failures(api)).toMatch(/limits the rate|too often/);
    });

    it('has a problem of its own', async () => {
      always({ status: 503, headers: { 'retry-after': '0' } });
      expect(await failures(api)).toMatch(/503|internal error|unavailable/i);
    });

    it('hangs', async () => {
      always('hang');
      expect(await failures(impatient)).toMatch(/(did|does) not answer/);
    });
  },
);
