import { TestDatabases } from '@backstage/backend-test-utils';
import { addressOf, createCatalogue } from './__testUtils__/catalogue';
import { FaultWorld } from './__testUtils__/FaultWorld';
import { wholeLog } from './__testUtils__/logs';
import { finished } from './__testUtils__/until';

jest.setTimeout(180_000);

const MEGABYTE = 1024 * 1024;

describe('an engine that talks too much', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  let faults: FaultWorld;

  beforeAll(async () => {
    faults = await FaultWorld.create({ runs: { maxLogBytes: MEGABYTE } });
  });
  afterAll(() => faults.stop());
  afterEach(() => faults.reset());

  it('100 MB of log: a capped log says so, the run ends, the memory is enough', async () => {
    const database = await faults.newDatabase(databases, 'SQLITE_3');
    // It would die if it held such a log, of which each line is an object.
    const { client } = await faults.startBackend({
      database,
      heapMegabytes: 256,
    });
    const { createNetwork } = await createCatalogue(client, faults.world);
    const net = await createNetwork('chatty');
    faults.engine.precede(
      'apply',
      `yes '${'0123456789'.repeat(10)}' | head -c ${100 * MEGABYTE}; echo`,
    );

    const { run } = await client.actOnResource(net.id, 'provision');
    const ended = await finished(client, run!.id);

    expect(ended.error).toBeUndefined();
    expect(ended.state).toBe('succeeded');
    // What the engine says after the cap still counts, only the log is over.
    expect(ended.progress).toContainEqual(
      expect.objectContaining({
        address: addressOf('network'),
        status: 'complete',
      }),
    );
    const log = await wholeLog(client, run!.id);
    expect(log.filter(line => /the rest is not kept/.test(line))).toEqual([
      expect.stringContaining(`longer than ${MEGABYTE} bytes`),
    ]);
    expect(log.join('').length).toBeLessThan(1.1 * MEGABYTE);
    await faults.leftNothing(run!.id);
  });

  it.each(databases.eachSupportedId())(
    'lines of 64 KiB and more, binary and control characters: cut, cleaned, and said so, on %s',
    async id => {
      const database = await faults.newDatabase(databases, id);
      const { client } = await faults.startBackend({ database });
      const { createNetwork } = await createCatalogue(client, faults.world);
      const net = await createNetwork('wide');
      faults.engine.precede(
        'plan',
        `
      letters() { head -c "$2" /dev/zero | tr '\\0' "$1"; echo; }
      letters a ${64 * 1024}
      letters b 200000
      letters c 3000000
      printf '\\033[31mred\\033[0m \\000\\001\\377\\376 end\\n'
      `,
      );

      const { run } = await client.actOnResource(net.id, 'dry-run');
      expect((await finished(client, run!.id)).state).toBe('succeeded');

      const log = await wholeLog(client, run!.id);
      expect(log).toContain('a'.repeat(64 * 1024));
      for (const letter of ['b', 'c']) {
        const [line] = log.filter(message =>
          message.startsWith(letter.repeat(9)),
        );
        expect(line.length).toBeLessThan(66 * 1024);
        expect(line).toMatch(/ … ?\[?.*(cut|more characters)/);
      }
      // Colours stay, for the page of the run.
      const coloured = '\u001b[31mred\u001b[0m';
      expect(log.filter(message => message.startsWith(coloured))).toEqual([
        `${coloured} \ufffd\ufffd end`,
      ]);
    },
  );
});
