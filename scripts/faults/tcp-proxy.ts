import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export type TcpProxy = {
  port: number;
  /** Ends all connections and takes no more: to a client its server is away. */
  cut(): Promise<void>;
  /** Takes connections again, under the same port. */
  mend(): Promise<void>;
  close(): Promise<void>;
};

/** Passes connections on to a server until it is told not to. */
export async function openTcpProxy(to: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const pass = (client: Socket) => {
    const server = connect(to.port, to.host);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined); // cut on purpose
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server).pipe(client);
  };
  const listen = (port: number) =>
    new Promise<Server>((resolve, reject) => {
      const server = createServer(pass).once('error', reject);
      server.listen(port, '127.0.0.1', () => resolve(server));
    });
  let listening: Server | null = await listen(0);
  const { port } = listening.address() as AddressInfo; // it listens on TCP
  const cut = async () => {
    const server = listening;
    listening = null;
    const closed = new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve())));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    ...{ port, cut, close: cut },
    async mend() {
      listening ??= await listen(port);
    },
  };
}
