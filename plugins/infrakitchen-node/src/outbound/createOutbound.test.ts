import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, LookupFunction } from 'node:net';
import { createOutbound } from './createOutbound';
import type { Outbound } from './types';

const opened: Outbound[] = [];
let server: http.Server;
let port: number;
let calls: string[];

beforeAll(async () => {
  server = http.createServer((request, response) => {
    calls.push(request.url!);
    const target = new URL(request.url!, 'http://x').searchParams.get('to');
    response.writeHead(target ? 302 : 200, target ? { location: target } : {});
    response.end('reached');
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});

beforeEach(() => {
  calls = [];
});

afterAll(async () => {
  await Promise.all(opened.map(each => each.close()));
  await new Promise(done => server.close(done));
});

/** Every name leads to the local server, as an attacker's name server says. */
const toLocal: LookupFunction = (_host, options, callback) => {
  if (options.all) {
    callback(null, [{ address: '127.0.0.1', family: 4 }]);
  } else {
    callback(null, '127.0.0.1', 4);
  }
};

function outbound(allowHosts: string[] = []) {
  const made = createOutbound({ allowHosts, resolve: toLocal });
  opened.push(made);
  return made;
}

/** The code of the error, wherever a client wrapped it. */
async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
  } catch (error) {
    let at = error as { code?: string; cause?: unknown };
    while (at.cause && at.code !== 'host_not_allowed') {
      at = at.cause as typeof at;
    }
    return at.code;
  }
  return undefined;
}

function viaAgent(made: Outbound, url: string): Promise<number | undefined> {
  const secure = url.startsWith('https:');
  const agent = secure ? made.httpsAgent : made.httpAgent;
  return new Promise((resolve, reject) => {
    (secure ? https : http)
      .get(url, { agent }, response => {
        response.resume();
        resolve(response.statusCode);
      })
      .on('error', reject);
  });
}

describe('createOutbound', () => {
  it.each([
    'http://example.com/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/',
    'https://localhost/',
    'https://vault/',
  ])('refuses %s by what the URL tells', async url => {
    const made = outbound();
    expect(() => made.assertAllowed(url)).toThrow(/cannot be called/);
    expect(await codeOf(made.fetch(url))).toBe('host_not_allowed');
    expect(await codeOf(viaAgent(made, url))).toBe('host_not_allowed');
  });

  it('refuses a public name that leads to a private address', async () => {
    const made = outbound();
    const url = `https://rebound.example.com:${port}/`;
    expect(() => made.assertAllowed(url)).not.toThrow();
    expect(await codeOf(made.fetch(url))).toBe('host_not_allowed');
    expect(await codeOf(viaAgent(made, url))).toBe('host_not_allowed');
    const looked = new Promise((resolve, reject) =>
      made.lookup('rebound.example.com', {}, (error, address) =>
        error ? reject(error) : resolve(address),
      ),
    );
    expect(await codeOf(looked)).toBe('host_not_allowed');
    expect(calls).toEqual([]);
  });

  it('reaches a host that the operator lists, with and without its port', async () => {
    for (const listed of [`127.0.0.1:${port}`, '127.0.0.1', 'VAULT.internal']) {
      const host = listed.startsWith('VAULT') ? 'vault.internal' : '127.0.0.1';
      const url = `http://${host}:${port}/`;
      const response = await outbound([listed]).fetch(url);
      expect(await response.text()).toBe('reached');
      expect(await viaAgent(outbound([listed]), url)).toBe(200);
    }
  });

  it('refuses another port of a host that is listed with one', async () => {
    const made = outbound(['127.0.0.1:1']);
    const url = `http://127.0.0.1:${port}/`;
    expect(await codeOf(made.fetch(url))).toBe('host_not_allowed');
    expect(calls).toEqual([]);
  });

  it.each(['http://10.0.0.1/', 'http://other.example.com/', 'https://[::1]/'])(
    'does not follow a redirect of a listed host to %s',
    async target => {
      const made = outbound([`127.0.0.1:${port}`]);
      const url = `http://127.0.0.1:${port}/?to=${encodeURIComponent(target)}`;
      expect(await codeOf(made.fetch(url))).toBe('host_not_allowed');
      expect(calls).toHaveLength(1);
    },
  );
});
