import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from './certificate';

/** A request that a {@link StandIn} got, read to its end. @public */
export interface StandInRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What a {@link StandIn} answers. @public */
export interface StandInAnswer {
  /** 200 where absent. */
  status?: number;
  headers?: Record<string, string>;
  /** Sent as JSON where it is neither a text nor bytes. */
  body?: unknown;
}

/** An answer, or none that ever comes. @public */
export type StandInReply = StandInAnswer | 'hang';

/** Decides on an answer. @public */
export type StandInHandler = (
  request: StandInRequest,
) => StandInReply | Promise<StandInReply>;

/**
 * A local server in place of a vendor's. Whoever extends it checks requests and
 * answers as the vendor's API description says.
 *
 * @public
 */
export abstract class StandIn {
  /** Everything that it was asked, in order. */
  readonly requests: StandInRequest[] = [];
  /** Answered in place of the vendor, once for each entry. */
  readonly faults: StandInReply[] = [];
  /** Moves the clock that it tells. */
  clockOffsetMs = 0;
  readonly #server: http.Server;
  readonly #scheme: 'http' | 'https';
  readonly #name: string;

  /**
   * @param tls - speaks TLS with it.
   * @param name - how it is called by, an address of this machine.
   */
  constructor(tls?: { cert: string; key: string }, name = '127.0.0.1') {
    const listener: http.RequestListener = (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', chunk => chunks.push(chunk));
      incoming.on('end', () =>
        this.#respond(incoming, Buffer.concat(chunks), outgoing),
      );
    };
    this.#scheme = tls ? 'https' : 'http';
    this.#name = name;
    this.#server = tls
      ? https.createServer(tls, listener)
      : http.createServer(listener);
  }

  /** Checks a request and answers it. */
  protected abstract answer(
    request: StandInRequest,
  ): StandInReply | Promise<StandInReply>;

  async start(): Promise<this> {
    await new Promise<void>(done => this.#server.listen(0, '127.0.0.1', done));
    return this;
  }

  /** As it is listed among the hosts that are allowed. */
  get host(): string {
    return `${this.#name}:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `${this.#scheme}://${this.host}`;
  }

  /** What the stand-in's clock says, in milliseconds since the epoch. */
  get now(): number {
    return Date.now() + this.clockOffsetMs;
  }

  /** Resolves when every fault has met a request. */
  async faultsMet(): Promise<void> {
    while (this.faults.length > 0) {
      await sleep(5);
    }
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(done => this.#server.close(done));
  }

  async #respond(
    { method = '', url = '', headers }: http.IncomingMessage,
    body: Buffer,
    outgoing: http.ServerResponse,
  ): Promise<void> {
    const request = { method, url: new URL(url, this.url), headers, body };
    this.requests.push(request);
    const answer = this.faults.shift() ?? (await this.#checked(request));
    if (answer === 'hang') {
      return;
    }
    const content = answer.body;
    const isRaw =
      content === undefined ||
      typeof content === 'string' ||
      Buffer.isBuffer(content);
    outgoing.writeHead(answer.status ?? 200, {
      date: new Date(this.now).toUTCString(),
      ...(isRaw ? {} : { 'content-type': 'application/json' }),
      ...answer.headers,
    });
    outgoing.end(isRaw ? content : JSON.stringify(content));
  }

  /** A request that no check expects is an answer of its own kind. */
  async #checked(request: StandInRequest): Promise<StandInReply> {
    try {
      return await this.answer(request);
    } catch (error) {
      return { status: 400, body: `The stand-in refuses this: ${error}` };
    }
  }
}

class HandledStandIn extends StandIn {
  readonly #handler: StandInHandler;

  constructor(handler: StandInHandler) {
    super({ cert: LOCALHOST_CERTIFICATE, key: LOCALHOST_KEY }, 'localhost');
    this.#handler = handler;
  }

  protected answer(request: StandInRequest) {
    return this.#handler(request);
  }
}

/**
 * Starts a stand-in at `https://localhost` that answers as a function says; its
 * certificate is `LOCALHOST_CERTIFICATE`.
 *
 * @public
 */
export async function startStandIn(handler: StandInHandler): Promise<StandIn> {
  return new HandledStandIn(handler).start();
}
