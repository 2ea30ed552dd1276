import { setTimeout as sleep } from 'node:timers/promises';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import type { StandInReply } from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { startApi, type Api } from '../__testUtils__/startApi';
import { trust } from '../__testUtils__/trust';
import { readableIn } from '../connections/__testUtils__/stored';
import type { VendorSide } from '../connections/__testUtils__/VendorSide';
import type { startAwsSide, startAzureSide } from './__testUtils__/clouds';
import { vendors } from './__testUtils__/vendors';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
/** More than any client tries. */
const MANY = 40;

const titles = vendors.map(([title]) => title);
const asked = titles.filter(title => !title.includes('nobody'));
/** The stand-ins of these two speak without TLS. */
const withTls = asked.filter(title => !/^(AWS|Google)/.test(title));
/** A key file of Google is JSON, and has line breaks itself. */
const withWords = asked.filter(title => !title.startsWith('Google'));

describe('bad input and misbehaving vendors, through the API without a run, on SQLite', () => {
  const sides = new Map<string, VendorSide>();
  let api: Api;
  let impatient: Api;
  let distrust: () => void;
  let number = 0;

  const trustAll = () =>
    trust(...[...sides.values()].flatMap(side => side.certificates ?? []));

  beforeAll(async () => {
    for (const [title, start] of vendors) {
      sides.set(title, await start());
    }
    const all = [...sides.values()];
    const settingsWith = (more: JsonObject) => ({
      integrations: {
        allowHosts: all.flatMap(({ hosts }) => hosts),
        ...Object.assign({}, ...all.map(({ settings }) => settings)),
        ...more,
      },
    });
    const knex = await databases.init('SQLITE_3');
    const features = all.flatMap(side => side.features);
    api = await startApi({ knex, features, settings: settingsWith({}) });
    impatient = await startApi({
      ...{ knex, features },
      settings: settingsWith({ timeout: { milliseconds: 300 } }),
    });
    distrust = trustAll();
  });

  afterEach(() => {
    for (const { standIn } of sides.values()) {
      standIn?.faults.splice(0);
    }
  });

  afterAll(async () => {
    distrust?.();
    await api?.stop();
    await impatient?.stop();
    await Promise.all([...sides.values()].map(side => side.stop()));
  });

  const post = (provider: string, config: object) => {
    number += 1;
    return api.post('/integrations', {
      ...{ provider, name: `${provider} ${number}`, config },
    });
  };

  const create = async (side: VendorSide) => {
    const { status, body } = await post(side.provider, side.config('known'));
    expect({ status, body }).toMatchObject({ status: 201 });
    return body.id as string;
  };

  /** Messages of the checks that failed; the report holds nothing secret. */
  async function failures(
    side: VendorSide,
    id: string,
    at = api,
  ): Promise<string> {
    const { status, body, text } = await at.post(`/integrations/${id}/test`);
    expect({ status, ok: body.ok }).toEqual({ status: 200, ok: false });
    expect(readableIn(text, side.secretsOf('known'))).toEqual([]);
    return body.checks
      .filter(({ ok }: { ok: boolean }) => !ok)
      .map(({ message }: { message: string }) => message)
      .join('\n');
  }

  const always = (side: VendorSide, reply: StandInReply) =>
    side.standIn!.faults.push(...Array.from({ length: MANY }, () => reply));

  describe.each(asked)('%s', title => {
    it('says that it is asked too often', async () => {
      const side = sides.get(title)!;
      const id = await create(side);
      always(side, { status: 429, headers: { 'retry-after': '0' } });
      expect(await failures(side, id)).toMatch(/limits the rate|too often/);
    });

    it('does not wait for a vendor that hangs, and asks it nothing more', async () => {
      const side = sides.get(title)!;
      const id = await create(side);
      always(side, 'hang');
      expect(await failures(side, id, impatient)).toMatch(
        /(did|does) not answer/,
      );
      const { faults, requests } = side.standIn!;
      faults.splice(0);
      const before = requests.length;
      await sleep(100);
      expect(requests).toHaveLength(before);
    });
  });

  it.each(withTls)('an unknown certificate: %s', async title => {
    const side = sides.get(title)!;
    const id = await create(side);
    const before = side.standIn!.requests.length;
    distrust();
    try {
      expect(await failures(side, id)).toMatch(/certificate/i);
    } finally {
      distrust = trustAll();
    }
    expect(side.standIn!.requests).toHaveLength(before);
  });

  it.each(titles)('a field that does not exist: %s', async title => {
    const side = sides.get(title)!;
    const config = { ...side.config('known'), noSuchField: 'n0-such-value' };
    const { status, body, text } = await post(side.provider, config);
    expect({ status, code: body.error.code }).toEqual({
      ...{ status: 400, code: 'config_invalid' },
    });
    expect(body.error.message).toContain('noSuchField');
    expect(
      readableIn(text, [...side.secretsOf('known'), 'n0-such-value']),
    ).toEqual([]);
  });

  it.each(withWords)('secrets with quotes and line breaks: %s', async title => {
    const side = sides.get(title)!;
    const known = side.secretsOf('known');
    const config = side.config('known');
    const names = Object.keys(config).filter(name =>
      known.includes(String(config[name])),
    );
    expect(names).not.toEqual([]);
    const broken = names.map(name => [name, `"${config[name]}"\n`]);
    const { status, body, text } = await post(side.provider, {
      ...config,
      ...Object.fromEntries(broken),
    });
    expect({ status, code: body.error?.code }).toEqual({
      ...{ status: 400, code: 'config_invalid' },
    });
    for (const name of names) {
      expect(body.error.message).toContain(name);
    }
    expect(readableIn(text, known)).toEqual([]);
  });

  it.each([
    ['of 5 MB', (key: string) => key.padEnd(5 * 1024 * 1024), /too large/],
    [
      'that is too long',
      (key: string) => key.padEnd(70_000),
      /too long|more than|longer/,
    ],
    ['that ends too early', (key: string) => key.slice(0, -20), /JSON/],
    ['in quotes', (key: string) => `"${key}"\n`, /JSON/],
    ['that is a list', (key: string) => `[${key}]`, /not a JSON object/],
  ])('a service account file %s', async (_what, spoil, told) => {
    const side = sides.get(titles.find(each => each.startsWith('Google'))!)!;
    const config = side.config('known');
    const { status, text } = await post('gcp', {
      ...config,
      serviceAccountKey: spoil(String(config.serviceAccountKey)),
    });
    expect({ status, text }).toEqual({
      status: 400,
      text: expect.stringMatching(told),
    });
    expect(readableIn(text, side.secretsOf('known'))).toEqual([]);
  });

  it('an expired client secret of Azure', async () => {
    const side = sides.get(
      titles.find(each => each.startsWith('Azure:'))!,
    ) as Awaited<ReturnType<typeof startAzureSide>>;
    const id = await create(side);
    for (const application of side.standIn.applications) {
      application.secretExpired = true;
    }
    expect(await failures(side, id)).toMatch(/AADSTS7000222.*expired/s);
  });

  it('a revoked role of AWS', async () => {
    const side = sides.get(
      titles.find(each => each.startsWith('AWS'))!,
    ) as Awaited<ReturnType<typeof startAwsSide>>;
    const id = await create(side);
    side.standIn.sts.roles.length = 0;
    expect(await failures(side, id)).toMatch(/AccessDenied/);
  });
});
