import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  loadPackageDefinition,
  Server,
  ServerCredentials,
  ServiceClientConstructor,
  status,
  UntypedHandleCall,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

/** Answers one request. */
type Procedure = (request: any) => unknown;

const PROTOCOL_VERSION = 5;
const MAX_SOCKET_PATH = 100;
const PARENT_CHECK_MS = 1000;

/** The protocol files lie beside the program. */
const programDirectory = dirname(process.argv[1]);

/**
 * Serves a provider on a socket of its own, and tells the engine where, until
 * the engine asks it to shut down or is gone.
 */
export function serve(procedures: Record<string, Procedure>): void {
  const directory = socketDirectory();
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  // The engine gets the interrupt as well, and asks for a stop in good order.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => process.exit(1));
  exitWithParent();

  const server = new Server({
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
  });
  server.addService(
    definition('tfplugin5.proto', 'tfplugin5', 'Provider'),
    implement(procedures),
  );
  server.addService(
    definition('controller.proto', 'plugin', 'GRPCController'),
    implement({
      Shutdown: () => {
        setImmediate(() => server.tryShutdown(() => process.exit(0)));
        return {};
      },
    }),
  );
  const socket = join(directory, 'provider.sock');
  server.bindAsync(
    `unix:${socket}`,
    ServerCredentials.createInsecure(),
    error => {
      if (error) {
        throw error;
      }
      process.stdout.write(`1|${PROTOCOL_VERSION}|unix|${socket}|grpc\n`);
    },
  );
}

function definition(file: string, packageName: string, service: string) {
  const loaded = loadPackageDefinition(
    loadSync(join(programDirectory, file), {
      keepCase: true,
      longs: Number,
      enums: String,
      defaults: true,
    }),
  );
  const services = loaded[packageName] as Record<
    string,
    ServiceClientConstructor
  >;
  return services[service].service;
}

function implement(
  procedures: Record<string, Procedure>,
): UntypedServiceImplementation {
  const entries = Object.entries(procedures).map(([name, procedure]) => {
    const handler: UntypedHandleCall = async (
      call: { request: unknown },
      callback: (error: object | null, response?: unknown) => void,
    ) => {
      try {
        callback(null, await procedure(call.request));
      } catch (error) {
        callback({ code: status.INTERNAL, details: String(error) });
      }
    };
    return [name, handler];
  });
  return Object.fromEntries(entries);
}

/** The path of a socket must be short: a deep TMPDIR will not do. */
function socketDirectory(): string {
  const wanted = process.env.PLUGIN_UNIX_SOCKET_DIR ?? tmpdir();
  const base = wanted.length > MAX_SOCKET_PATH - 40 ? '/tmp' : wanted;
  return mkdtempSync(join(base, 'democloud-'));
}

/** A killed engine cannot ask for a shutdown. */
function exitWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      process.exit(1);
    }
  }, PARENT_CHECK_MS).unref();
}
