import { createServer } from 'node:net';

/** The port that inspectors look for first, or another that is free. */
export async function freePort(): Promise<number> {
  return (await tryPort(9229)) ?? (await tryPort(0)) ?? 9229;
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : null));
    });
  });
}
