import { createServer } from 'node:net';
import { isErrnoException } from './errno';

/** A TCP port on this host that nobody uses now. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
      server.close(() => resolve(address.port));
    });
  });
}

/** Settings of an installation in this folder, as environment variables: on ports that nobody uses. */
export async function variablesOnFreePorts(dataDir: string): Promise<Record<string, string>> {
  const [port, scoringPort, dataServicePort] = await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
  return {
    DATA_DIR: dataDir,
    PORT: String(port),
    SCORING_PORT: String(scoringPort),
    DATA_SERVICE_PORT: String(dataServicePort),
  };
}

/** Whether something else already listens on this address. */
export function isPortTaken(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (isErrnoException(error, 'EADDRINUSE') ? resolve(true) : reject(error)));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(false)));
  });
}
