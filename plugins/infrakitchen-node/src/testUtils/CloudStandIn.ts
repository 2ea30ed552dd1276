import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request that a {@link CloudStandIn} got, read to its end. @public */
export interface CloudStandInRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What a {@link CloudStandIn} answers; an object becomes JSON. @public */
export interface CloudStandInAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer | object;
}

/**
 * A local server in place of a vendor's. Whoever extends it checks requests and
 * answers as the vendor's API description says.
 *
 * @public
 */
export abstract class CloudStandIn {
  /** Each request as `METHOD /path`. */
  readonly calls: string[] = [];
  /** Answered in place of the vendor, once for each entry; `hang` never answers. */
  readonly faults: (CloudStandInAnswer | 'hang')[] = [];
  /** Moves the clock that it tells. */
  clockOffsetMs = 0;
  readonly #server: http.Server;
  readonly #scheme: 'http' | 'https';

  /** @param tls - speaks TLS with it. */
  constructor(tls?: { cert: string; key: string }) {
    const listener: http.RequestListener = (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () =>
        this.#respond(request, Buffer.concat(chunks), response),
      );
    };
    this.#scheme = tls ? 'https' : 'http';
    this.#server = tls
      ? https.createServer(tls, listener)
      : http.createServer(listener);
  }

  /** Checks a request and answers it. */
  protected abstract answer(request: CloudStandInRequest): CloudStandInAnswer;

  async start(): Promise<this> {
    await new Promise<void>(done => this.#server.listen(0, '127.0.0.1', done));
    return this;
  }

  /** As it is listed among the hosts that are allowed. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
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
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(done => this.#server.close(done));
  }

  #respond(
    { method = '', url = '', headers }: http.IncomingMessage,
    body: Buffer,
    response: http.ServerResponse,
  ): void {
    const request = { method, url: new URL(url, this.url), headers, body };
    this.calls.push(`${method} ${request.url.pathname}`);
    const answer = this.faults.shift() ?? this.#checked(request);
    if (answer === 'hang') {
      return;
    }
    const isJson =
      typeof answer.body === 'object' && !Buffer.isBuffer(answer.body);
    response.writeHead(answer.status, {
      date: new Date(this.now).toUTCString(),
      ...(isJson ? { 'content-type': 'application/json' } : {}),
      ...answer.headers,
    });
    response.end(isJson ? JSON.stringify(answer.body) : answer.body);
  }

  /** A request that no check expects is an answer of its own kind. */
  #checked(request: CloudStandInRequest): CloudStandInAnswer {
    try {
      return this.answer(request);
    } catch (error) {
      return { status: 400, body: `The stand-in refuses this: ${error}` };
    }
  }
}
