import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from '../certificate';
import { askGitHttpBackend, BareRepository, temporaryDirectory } from '../git';
import {
  StandIn,
  type StandInAnswer,
  type StandInReply,
  type StandInRequest,
} from '../standIn';
import { azureDevopsDialect } from './azureDevops';
import { bitbucketDialect } from './bitbucket';
import { ForgeRepository } from './ForgeRepository';
import { ForgeWebhooks } from './ForgeWebhooks';
import { githubDialect } from './github';
import { gitlabDialect } from './gitlab';
import { matchRoute } from './route';
import {
  ForgeRefusal,
  type ForgeDialect,
  type ForgeEvent,
  type ForgeUser,
} from './types';

const DIALECTS: ForgeDialect[] = [
  githubDialect,
  gitlabDialect,
  bitbucketDialect,
  azureDevopsDialect,
];
const GIT_PATH =
  /^\/(?:contoso\/)?([^/]+)\/(?:_git\/)?([^/]+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/;

/** How a forge lets somebody down. @public */
export interface ForgeFault {
  /** What it meets; every request where it is absent. */
  when?: (request: StandInRequest) => boolean;
  /** How many requests meet it; all of them where it is absent. */
  times?: number;
  /** Waits so long, then goes on. */
  delayMs?: number;
  /** Answers that there is too much, as the vendor does. */
  throttleSeconds?: number;
  /** Answers with it instead. */
  reply?: StandInReply;
  /** Does what was asked, and answers with the reply all the same. */
  isDone?: boolean;
}

/** Git over http, for what does not know the certificate. */
class PlainDoor extends StandIn {
  readonly #answer: (request: StandInRequest) => Promise<StandInAnswer>;

  constructor(answer: (request: StandInRequest) => Promise<StandInAnswer>) {
    super();
    this.#answer = answer;
  }

  protected answer(request: StandInRequest) {
    return this.#answer(request);
  }
}

/**
 * A git host of its own: real repositories that git reaches over smart HTTP, and
 * in front of them as much of the APIs of GitHub, GitLab, Bitbucket Cloud and
 * Azure DevOps as the modules use.
 *
 * @public
 */
export class Forge extends StandIn {
  readonly users: ForgeUser[] = [];
  readonly repositories: ForgeRepository[] = [];
  readonly webhooks = new ForgeWebhooks(this);
  /** In place of the vendor's answers; the first that fits. */
  readonly mischief: ForgeFault[] = [];
  /** Sees each exchange with an API; what it throws is a violation. */
  observe?: (request: StandInRequest, answer: StandInAnswer) => void;
  /** What {@link Forge.observe} did not agree with. */
  readonly violations: string[] = [];
  /** Knows who signs in with something else than a token. */
  signIn?: (request: StandInRequest) => ForgeUser | undefined;
  /** Who does what nobody does. */
  readonly system: ForgeUser;
  /** Where people and git are told to find it, in place of its own address. */
  publicUrl?: string;
  readonly #plain = new PlainDoor(request => this.#answerGit(request));
  readonly #root: { path: string; remove(): Promise<void> };
  #lastId = 0;

  private constructor(root: { path: string; remove(): Promise<void> }) {
    super({ cert: LOCALHOST_CERTIFICATE, key: LOCALHOST_KEY }, 'localhost');
    this.#root = root;
    this.system = this.addUser('forge-system', 'write');
  }

  static async create(): Promise<Forge> {
    const forge = new Forge(await temporaryDirectory());
    await forge.#plain.start();
    return forge.start();
  }

  /** Where git reaches the repositories without TLS, so without a certificate. */
  get plainUrl(): string {
    return this.#plain.url;
  }

  override async stop(): Promise<void> {
    await this.webhooks.idle();
    await this.#plain.stop();
    await super.stop();
    await this.#root.remove();
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  time(): string {
    return new Date(this.now).toISOString();
  }

  addUser(login: string, access: ForgeUser['access']): ForgeUser {
    const user = {
      ...{ id: this.nextId(), login, access },
      name: `${login} of the team`,
      email: `${login}@example.com`,
      token: `token-of-${login}`,
    };
    this.users.push(user);
    return user;
  }

  /** With a first commit, unless it has no files. */
  async addRepository(
    owner: string,
    name: string,
    files: Record<string, string> = { 'README.md': '# Infrastructure\n' },
    defaultBranch = 'main',
  ): Promise<ForgeRepository> {
    const id = this.nextId();
    const git = await BareRepository.create(
      join(this.#root.path, `${id}.git`),
      defaultBranch,
    );
    if (Object.keys(files).length > 0) {
      await git.commit(defaultBranch, files, { message: 'Begin' });
    }
    const repository = new ForgeRepository(this, {
      ...{ id, owner, name, git, defaultBranch },
    });
    this.repositories.push(repository);
    return repository;
  }

  /** By what it is called now, or was called before. */
  find(fullName: string): ForgeRepository | undefined {
    const living = this.repositories.filter(at => !at.isDeleted);
    const wanted = fullName.toLowerCase();
    return (
      living.find(at => at.fullName.toLowerCase() === wanted) ??
      living.find(at =>
        at.formerNames.some(former => former.toLowerCase() === wanted),
      )
    );
  }

  /** @throws ForgeRefusal where there is none. */
  get(by: { id: string | number } | { fullName: string }): ForgeRepository {
    const found =
      'id' in by
        ? this.repositories.find(
            at =>
              !at.isDeleted &&
              (String(at.id) === String(by.id) || at.uuid === by.id),
          )
        : this.find(by.fullName);
    if (!found) {
      throw new ForgeRefusal('missing', 'There is no such repository');
    }
    return found;
  }

  emit(event: ForgeEvent): void {
    this.webhooks.tell(event);
  }

  protected async answer(request: StandInRequest): Promise<StandInReply> {
    const dialect = DIALECTS.find(at => at.serves(request.url.pathname));
    const fault = this.#fault(request);
    if (fault?.delayMs !== undefined) {
      await sleep(fault.delayMs);
    }
    if (fault?.throttleSeconds !== undefined) {
      return (dialect ?? githubDialect).throttle(fault.throttleSeconds);
    }
    if (fault?.reply !== undefined && !fault.isDone) {
      return fault.reply;
    }
    const answer = dialect
      ? await this.#answerApi(dialect, request)
      : await this.#answerGit(request);
    return fault?.reply ?? answer;
  }

  async #answerApi(
    dialect: ForgeDialect,
    request: StandInRequest,
  ): Promise<StandInAnswer> {
    let answer: StandInAnswer;
    try {
      answer = await this.#call(dialect, request);
    } catch (error) {
      if (!(error instanceof ForgeRefusal)) {
        throw error;
      }
      answer = dialect.refuse(error, request);
    }
    try {
      this.observe?.(request, answer);
    } catch (error) {
      this.violations.push(`${error}`);
    }
    return answer;
  }

  async #call(
    dialect: ForgeDialect,
    request: StandInRequest,
  ): Promise<StandInAnswer> {
    const user = this.#userOf(request) ?? this.signIn?.(request);
    if (!user) {
      throw new ForgeRefusal('unauthorized', 'The token is not known');
    }
    const found = matchRoute(dialect.routes, request);
    if (!found) {
      throw new ForgeRefusal('missing', 'There is no such operation');
    }
    const { route, path } = found;
    if (route.writes && user.access === 'read') {
      throw new ForgeRefusal('forbidden', 'The token may only read');
    }
    const text = request.body.toString();
    return route.handle({
      ...{ forge: this, request, user, path },
      query: request.url.searchParams,
      body: text === '' ? {} : JSON.parse(text),
    });
  }

  async #answerGit(request: StandInRequest): Promise<StandInAnswer> {
    const { url, method, headers, body } = request;
    const [, owner, name, rest] = GIT_PATH.exec(decodeURI(url.pathname)) ?? [];
    const user = this.#userOf(request) ?? this.signIn?.(request);
    if (!user) {
      return {
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="git"' },
      };
    }
    const repository = name && this.find(`${owner}/${name}`);
    if (!repository) {
      return { status: 404, body: 'There is no such repository' };
    }
    const isPush = `${url.search}${rest}`.includes('git-receive-pack');
    if (isPush && (user.access === 'read' || repository.isArchived)) {
      return { status: 403, body: 'The token may not push there' };
    }
    const ask = () =>
      askGitHttpBackend(
        this.#root.path,
        {
          ...{ method, headers, body, query: url.search.slice(1) },
          path: `/${repository.id}.git${rest}`,
        },
        { user: user.login },
      );
    return method === 'POST' && isPush
      ? repository.oneAtATime(() => this.#push(repository, user, ask))
      : ask();
  }

  async #push(
    repository: ForgeRepository,
    user: ForgeUser,
    ask: () => Promise<StandInAnswer>,
  ): Promise<StandInAnswer> {
    const before = await repository.git.refs();
    const answer = await ask();
    await repository.pushed(before, await repository.git.refs(), user);
    return answer;
  }

  #userOf({ headers }: StandInRequest): ForgeUser | undefined {
    const given = headers.authorization ?? '';
    const [scheme = '', value = ''] = given.split(' ');
    const token =
      scheme.toLowerCase() === 'basic'
        ? Buffer.from(value, 'base64').toString().split(':').at(-1)
        : value || headers['private-token'];
    return this.users.find(user => user.token === token);
  }

  #fault(request: StandInRequest): ForgeFault | undefined {
    const fault = this.mischief.find(
      ({ when, times }) => times !== 0 && (when?.(request) ?? true),
    );
    if (fault?.times !== undefined) {
      fault.times -= 1;
    }
    return fault;
  }
}
