import createFetchClient from 'openapi-fetch';
import type { paths } from '../generated/openapi';

/** A page of a list. @public */
export interface Page<T> {
  items: T[];
  /** All that match, where the list counts them. */
  totalItems?: number;
  /** There are more than `totalItems`, which is as far as was counted. */
  totalIsMinimum?: boolean;
  /** Absent on the last page. */
  nextCursor?: string;
}

/** What a list may be asked for. @public */
export interface ListOptions {
  /** `field=value`; the same field again means or, another field means and. */
  filter?: string[];
  /** Text that the name contains. */
  q?: string;
  orderBy?:
    | 'name'
    | '-name'
    | 'createdAt'
    | '-createdAt'
    | 'updatedAt'
    | '-updatedAt';
  /** 1 to 200; 50 where absent. */
  limit?: number;
  cursor?: string;
}

/** Options of every call. @public */
export interface RequestOptions {
  /** Backstage token, for callers outside the browser. */
  token?: string;
  signal?: AbortSignal;
}

/** Options of a call that changes a record. @public */
export interface WriteOptions extends RequestOptions {
  /** Refused with a conflict unless the record still has this revision. */
  revision?: number;
}

interface Transport {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi: { fetch: typeof fetch };
}

/** Beside the clients, so that none of it is part of what they promise. */
const transports = new WeakMap<ApiClient, Transport>();

/** What every part of the client shares. @public */
export class ApiClient {
  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }) {
    transports.set(this, options);
  }
}

/** For requests that the typed client cannot make. */
export async function fetchRaw(
  client: ApiClient,
  route: string,
  request: RequestInit,
): Promise<Response> {
  const { discoveryApi, fetchApi } = transports.get(client)!;
  const baseUrl = await discoveryApi.getBaseUrl('infrakitchen');
  return fetchApi.fetch(`${baseUrl}${route}`, request);
}

/** A client of the REST API that is typed by its document. */
export async function connect(client: ApiClient) {
  const { discoveryApi, fetchApi } = transports.get(client)!;
  return createFetchClient<paths>({
    baseUrl: await discoveryApi.getBaseUrl('infrakitchen'),
    fetch: repeatable(fetchApi.fetch),
    querySerializer: { array: { style: 'form', explode: true } },
  });
}

/** What an options bag means for a request. */
export function init(options?: RequestOptions): {
  headers: Record<string, string>;
  signal?: AbortSignal;
} {
  return {
    headers: options?.token ? { Authorization: `Bearer ${options.token}` } : {},
    signal: options?.signal,
  };
}

export function ifMatch(options?: WriteOptions): { 'If-Match'?: string } {
  return options?.revision === undefined
    ? {}
    : { 'If-Match': `"${options.revision}"` };
}

export interface FetchResult<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export function unwrap<T>(result: FetchResult<T>): T {
  if (result.data === undefined || !result.response.ok) {
    throw toResponseError(result);
  }
  return result.data;
}

export function expectOk(result: FetchResult<unknown>): void {
  if (!result.response.ok) {
    throw toResponseError(result);
  }
}

/**
 * An error with what the server said of it. `ResponseError.fromResponse` would
 * read the body again, and leave code and culprits in the body.
 */
export function toResponseError({
  error,
  response,
}: FetchResult<unknown>): Error {
  const body = error as
    | { error?: { name?: string; message?: string } }
    | undefined
    | null;
  const message =
    body?.error?.message ??
    `Request failed with ${response.status} ${response.statusText}`;
  return Object.assign(new Error(message), {
    name: body?.error?.name ?? 'ResponseError',
    ...(body?.error ?? {}),
    statusCode: response.status,
    body,
  });
}

/**
 * The fetch middlewares of Backstage construct a new `Request` from what they
 * get, one after the other. A `Request` with a body can be used only once, so
 * they get its address and its parts instead.
 */
function repeatable(
  next: typeof fetch,
): (request: Request) => Promise<Response> {
  return async request => {
    const body = await request.text();
    return next(request.url, {
      method: request.method,
      headers: Object.fromEntries(request.headers.entries()),
      body: body === '' ? undefined : body,
      signal: request.signal,
    });
  };
}
