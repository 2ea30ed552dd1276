import type {
  Connection,
  ConnectionKind,
  ConnectionReport,
  InfrakitchenClient,
  Resource,
  ResourceInput,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { hashOf } from './EngineRecorder';
import type { LifeWorld } from './LifeWorld';
import { everythingStored, readableIn } from './stored';

/**
 * Variables, or entries of credential files, and what they hold; one of several
 * where the other side has made several.
 */
export type Given = Record<string, string | string[]>;

/** What is special about the life of a connection of one provider. */
export interface Life {
  kind: ConnectionKind;
  provider: string;
  /** Makes one with credentials of somebody that the other side knows. */
  create(who: string): Promise<Connection>;
  /**
   * Makes one that does not work, and what its test says. Absent where there is
   * nobody to ask.
   */
  createWrong?(): Promise<{ connection: Connection; told: RegExp }>;
  /** What is run after the rotation: an update where it changes inputs. */
  again: 'dry-run' | 'update';
  /** Whether a run with what does not work ends before the engine starts. */
  isTriedFirst?: boolean;
  attach(connection: Connection): Partial<ResourceInput>;
  /** Gives it the credentials of somebody else. */
  rotate(connection: Connection, who: string): Promise<void>;
  /** What a phase of a run has of somebody. */
  given(who: string, run: { id: string }, phase: 'plan' | 'apply'): Given;
  /** What it has of everybody. */
  always: Given;
  /** Variables whose values are computed anew for each run. */
  computed?: string[];
  /** Everything of somebody that nobody may see. */
  secretsOf(who: string): string[];
  /** More that has to hold after a run. */
  after?(run: RunDetail, who: string): Promise<void>;
}

const PEOPLE = ['left', 'right'];
const ROTATED = 'rotated';

class LifeSteps {
  readonly #world: LifeWorld;
  readonly #life: Life;
  readonly #client: InfrakitchenClient;
  /** What was answered, and ids of all runs. */
  readonly #answers: unknown[] = [];
  readonly #runs: string[] = [];

  constructor(world: LifeWorld, life: Life) {
    this.#world = world;
    this.#life = life;
    this.#client = world.portal.client;
  }

  async create(): Promise<Connection[]> {
    const made = await Promise.all(PEOPLE.map(this.#life.create));
    this.#answers.push(made);
    return made;
  }

  async test(connections: Connection[]): Promise<void> {
    for (const { id, kind } of connections) {
      const report = await this.#client.testConnection(kind, id);
      assertEqual(failed(report), []);
      assertEqual(report.ok, true);
      this.#answers.push(report);
    }
  }

  async testWrong(): Promise<void> {
    const wrong = await this.#life.createWrong?.();
    if (!wrong) {
      return;
    }
    const { connection, told } = wrong;
    const { kind, id } = connection;
    const report = await this.#client.testConnection(kind, id);
    assertEqual(report.ok, false);
    assertEqual(
      failed(report),
      expect.arrayContaining([expect.stringMatching(told)]),
    );
    this.#answers.push(connection, report);
    if (this.#life.isTriedFirst) {
      await this.#failsBeforeTheEngine(connection, told);
    }
  }

  async runAtOnce(connections: Connection[]): Promise<Resource[]> {
    const resources = await Promise.all(
      connections.map((connection, index) =>
        this.#createResource(PEOPLE[index], connection),
      ),
    );
    const runs = await Promise.all(
      resources.map(({ id }) => this.#succeed(id, 'provision')),
    );
    const begun = Math.max(...runs.map(run => Date.parse(run.startedAt!)));
    const ended = Math.min(...runs.map(run => Date.parse(run.finishedAt!)));
    assertEqual({ atOnce: begun < ended }, { atOnce: true });
    for (const [index, who] of PEOPLE.entries()) {
      await this.#expectGiven(runs[index], who, ['plan', 'apply']);
      await this.#life.after?.(runs[index], who);
      await this.#expectUsed(connections[index]);
    }
    return resources;
  }

  async rotate(connection: Connection, { id }: Resource): Promise<void> {
    const { after, again, rotate } = this.#life;
    await rotate(connection, ROTATED);
    const run = await this.#succeed(id, again);
    await this.#expectGiven(
      run,
      ROTATED,
      again === 'update' ? ['plan', 'apply'] : ['plan'],
    );
    await after?.(run, ROTATED);
  }

  async disable({ id, kind, name }: Connection, resource: Resource) {
    const disabled = await this.#client.actOnConnection(kind, id, 'disable');
    this.#answers.push(disabled);
    const run = await this.#run(resource.id, 'dry-run');
    assertMatch(run, {
      state: 'failed',
      error: {
        code: `${kind}_disabled`,
        message: expect.stringContaining(`'${name}'`),
        culprits: [{ kind, id, name }],
      },
    });
    await this.#expectNotStarted(run);
  }

  /** What is disabled still serves it. */
  async destroy({ id }: Resource): Promise<void> {
    const run = await this.#succeed(id, 'destroy');
    await this.#expectGiven(run, ROTATED, ['plan', 'apply']);
    await this.#life.after?.(run, ROTATED);
  }

  async expectNothingReadable(connections: Connection[]): Promise<void> {
    const { kind, secretsOf } = this.#life;
    for (const id of this.#runs) {
      this.#answers.push(await this.#client.getRun(id));
      this.#answers.push(await this.#client.getRunLog(id));
    }
    for (const { id } of connections) {
      this.#answers.push(await this.#client.getConnection(kind, id));
      this.#answers.push(await this.#client.listRevisions(kind, id));
    }
    this.#answers.push(await this.#client.listConnections(kind));
    this.#answers.push(await this.#client.listAudit());
    const secrets = [...PEOPLE, ROTATED, 'wrong'].flatMap(secretsOf);
    assertEqual({ enough: secrets.length > 2 }, { enough: true });
    for (const [place, text] of [
      ['answers', JSON.stringify(this.#answers)],
      ...(await everythingStored(this.#world)),
    ]) {
      assertEqual([place, readableIn(text, secrets)], [place, []]);
    }
  }

  async #failsBeforeTheEngine(connection: Connection, told: RegExp) {
    const { kind, id, name } = connection;
    const resource = await this.#createResource('wrong', connection);
    const run = await this.#run(resource.id, 'dry-run');
    assertMatch(run, {
      state: 'failed',
      error: {
        message: expect.stringMatching(told),
        culprits: [{ kind, id, name }],
      },
    });
    assertMatch(run.error!, {
      message: expect.stringContaining(`The ${kind} '${name}'`),
    });
    await this.#expectNotStarted(run);
  }

  #createResource(who: string, connection: Connection): Promise<Resource> {
    const { attach, provider } = this.#life;
    return this.#world.createResource(`${provider}-${who}`, attach(connection));
  }

  async #run(...asked: Parameters<LifeWorld['run']>): Promise<RunDetail> {
    const run = await this.#world.run(...asked);
    this.#runs.push(run.id);
    return run;
  }

  async #succeed(...asked: Parameters<LifeWorld['run']>): Promise<RunDetail> {
    const run = await this.#run(...asked);
    assertEqual(run.error, undefined);
    const good = expect.stringMatching(/^(succeeded|no_changes)$/);
    assertEqual(run.state, good);
    return run;
  }

  async #expectNotStarted({ id }: RunDetail): Promise<void> {
    const recorded = await this.#world.recorder.read(id, 'plan');
    assertEqual({ recorded }, { recorded: undefined });
  }

  /** So is the integration that a secret or storage is reached with. */
  async #expectUsed({ id, integration, kind }: Connection): Promise<void> {
    const used = [
      await this.#client.getConnection(kind, id),
      ...(integration
        ? [await this.#client.getConnection('integration', integration.id)]
        : []),
    ];
    assertEqual(
      used.map(({ lastUsedAt }) => lastUsedAt),
      used.map(() => expect.any(String)),
    );
  }

  /** What the run had is of somebody, and of nobody else. */
  async #expectGiven(
    run: RunDetail,
    who: string,
    phases: ('plan' | 'apply')[],
  ): Promise<void> {
    const { always, computed = [], secretsOf } = this.#life;
    const others = [...PEOPLE, ROTATED].filter(each => each !== who);
    const foreign = new Set(others.flatMap(secretsOf).map(hashOf));
    for (const phase of phases) {
      const given = await this.#world.given(run.id, phase);
      const own = this.#life.given(who, run, phase);
      const expected: Given = { ...always, ...own };
      for (const [name, value] of Object.entries(expected)) {
        const known = [value].flat().map(hashOf);
        const is = { phase, who, name };
        assertEqual(
          { ...is, known },
          { ...is, known: expect.arrayContaining([given[name]]) },
        );
      }
      assertEqual(
        variablesOf(given),
        [...variablesOf(expected), ...computed].sort(),
      );
      const seen = Object.entries(given).filter(([, hash]) =>
        foreign.has(hash),
      );
      assertEqual({ phase, who, seen }, { phase, who, seen: [] });
      const { args } = (await this.#world.recorder.read(run.id, phase))!;
      assertEqual(readableIn(args.join(' '), secretsOf(who)), []);
    }
  }
}

/**
 * The whole life of connections of one provider, through the API, the real
 * worker and the real engine: created, tested, attached, used by two runs at the
 * same time, rotated, used again, disabled, refused, destroyed with. Nothing
 * secret of it is answered or stored in clear.
 */
export async function live(world: LifeWorld, life: Life): Promise<void> {
  const steps = new LifeSteps(world, life);
  const connections = await steps.create();
  await steps.test(connections);
  await steps.testWrong();
  const [resource] = await steps.runAtOnce(connections);
  await steps.rotate(connections[0], resource);
  await steps.disable(connections[0], resource);
  await steps.destroy(resource);
  await steps.expectNothingReadable(connections);
}

function assertEqual(is: unknown, expected: unknown): void {
  expect(is).toEqual(expected);
}

function assertMatch(is: object, expected: object): void {
  expect(is).toMatchObject(expected);
}

function failed({ checks }: ConnectionReport): string[] {
  return checks.filter(({ ok }) => !ok).map(({ message }) => message);
}

/** Names of variables, without the entries of credential files. */
function variablesOf(given: Given): string[] {
  return Object.keys(given)
    .filter(name => !name.includes('#') && !name.startsWith('TF_HTTP_'))
    .sort();
}
