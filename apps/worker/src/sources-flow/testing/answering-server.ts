import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = (response: ServerResponse, headers: IncomingHttpHeaders) => void;

export type AnsweringServer = {
  base: string;
  /** What it answers next, by path. */
  answers: Map<string, Answer>;
  /** What it was asked. */
  asked: { path: string; headers: IncomingHttpHeaders }[];
  send(path: string, body: string, headers?: Record<string, string>): void;
  close(): void;
};

/** A little server on a free port, for tests that say what it answers. */
export async function startAnsweringServer(): Promise<AnsweringServer> {
  const answers: AnsweringServer['answers'] = new Map();
  const asked: AnsweringServer['asked'] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push({ path, headers: request.headers });
    const answer = answers.get(path);
    if (answer === undefined) response.writeHead(404).end();
    else answer(response, request.headers);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listens on a port, so it is no pipe
  return {
    base: `http://127.0.0.1:${port}`,
    answers,
    asked,
    send: (path, body, headers = {}) =>
      void answers.set(path, (response) => void response.writeHead(200, headers).end(body)),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
