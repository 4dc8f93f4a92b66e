import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Balancer = {
  url: string;
  /** Requests that were sent to another server, as the first was gone before its answer was whole. */
  retried(): number;
  close(): Promise<void>;
};

type Whole = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** A server that refused a connection is left alone for so long. */
const restMs = 250;
/** Nobody is asked again for longer than this: both servers may be starting. */
const patienceMs = 20_000;

/**
 * Shares requests among servers as a load balancer does: in turn, and where a connection is refused or ends before the
 * answer is whole, the same request goes to the next one. Scoring may be asked twice: what was scored for nobody is a
 * prediction of its own.
 */
export async function openBalancer(servers: readonly string[]): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const resting = new Map<string, number>();
  let turn = 0;
  let retried = 0;

  /** The next that is not known to be away; any where all are. */
  function choose(): string {
    turn += 1;
    const order = servers.map((_, at) => servers[(turn + at) % servers.length] ?? '');
    return order.find((one) => (resting.get(one) ?? 0) <= Date.now()) ?? order[0] ?? '';
  }

  async function forward(asked: IncomingMessage, body: Buffer): Promise<Whole> {
    for (const end = Date.now() + patienceMs; ; ) {
      const server = choose();
      try {
        return await ask(`${server}${asked.url ?? '/'}`, { asked, body, agent });
      } catch (error) {
        resting.set(server, Date.now() + restMs);
        if (Date.now() > end) throw error;
        retried += 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  }

  const server = createServer((asked, reply) => {
    void wholeOf(asked)
      .then((body) => forward(asked, body))
      .then(
        ({ status, headers, body }) => reply.writeHead(status, ownHeaders(headers)).end(body),
        (error: unknown) =>
          reply.writeHead(502, { 'content-length': Buffer.byteLength(String(error)) }).end(String(error)),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    retried: () => retried,
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function ask(url: string, o: { asked: IncomingMessage; body: Buffer; agent: Agent }): Promise<Whole> {
  const { method = 'GET', headers } = o.asked;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: ownHeaders(headers), agent: o.agent }, (response) => {
      const { statusCode: status = 502, headers: answered } = response;
      wholeOf(response).then((body) => resolve({ status, headers: answered, body }), reject);
    });
    sent.once('error', reject);
    sent.end(o.body);
  });
}

/** Rejects where it ends before it is whole. */
async function wholeOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer); // no encoding is set
  if (!message.complete) throw new Error('it was cut off');
  return Buffer.concat(parts);
}

/** Those of one connection stay with it. */
function ownHeaders({ connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...rest }: IncomingHttpHeaders) {
  return rest;
}
