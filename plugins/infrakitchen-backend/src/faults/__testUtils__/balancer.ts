import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** One address in front of several replicas. */
export interface Balancer {
  port: number;
  /** New connections go to this port. */
  forwardTo(port: number): void;
  stop(): Promise<void>;
}

/** Starts a load balancer that knows one replica at a time. */
export async function startBalancer(): Promise<Balancer> {
  let target: number | undefined;
  const sockets = new Set<Socket>();
  const server = createServer(incoming => {
    const outgoing = connect({ host: 'localhost', port: target ?? 0 });
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ]) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.once('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    forwardTo(port) {
      target = port;
    },
    async stop() {
      sockets.forEach(socket => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}
