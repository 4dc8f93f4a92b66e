import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createQuietLogger } from '../../testing/quiet-logger';
import { createBareServer } from './bare-server';
import type { PlainReply } from './plain-reply';
import { answerPlainRequests, type PlainRequest } from './plain-requests';

type Answer = (request: PlainRequest, reply: PlainReply) => void;

/** What answers now; each test may take another. */
let answer: Answer;
const echo: Answer = ({ head, body }, reply) => void reply.send({ by: 'plain', slug: head.slug, body: String(body) });

async function startServer(options: { plain: boolean }) {
  const server = createBareServer({ now: () => performance.now(), logger: createQuietLogger() });
  server.post<{ Params: { slug: string } }>('/serve/:slug/predict', async ({ params, body }) => ({
    by: 'server',
    slug: params.slug,
    body: Buffer.isBuffer(body) ? String(body) : '',
  }));
  if (options.plain) {
    const plain = answerPlainRequests(server.server, {
      answer: (request, reply) => answer(request, reply),
      now: () => performance.now(),
      wallClock: Date.now,
    });
    server.addHook('preClose', async () => plain.close());
  }
  await server.listen({ port: 0, host: '127.0.0.1' });
  return server;
}

let server: FastifyInstance;
let whole: FastifyInstance;
beforeAll(async () => {
  [server, whole] = [await startServer({ plain: true }), await startServer({ plain: false })];
});
afterAll(() => Promise.all([server.close(), whole.close()]));

const portOf = ({ server: http }: FastifyInstance) => (http.address() as AddressInfo).port; // listening on TCP

/** Sends pieces one after the other, each when what came so far fits; all that came until the server ended, or `until` fits. */
function talk(o: {
  to?: FastifyInstance;
  pieces: string[];
  until?: RegExp;
  end?: boolean;
  leave?: boolean;
}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(portOf(o.to ?? server), '127.0.0.1');
    let text = '';
    const done = () => {
      socket.destroy();
      resolve(text);
    };
    socket.setNoDelay(true);
    socket.on('error', reject).on('close', done);
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      if (o.until?.test(text) === true) done();
    });
    const send = async () => {
      for (const piece of o.pieces) {
        socket.write(piece, 'latin1');
        await new Promise((next) => setTimeout(next, 20));
      }
      if (o.end === true) socket.end();
      if (o.leave === true) done();
    };
    socket.on('connect', () => void send());
  });
}

const request = (body: string, headers: string[] = [], line = 'POST /serve/a/predict HTTP/1.1') =>
  [line, 'Host: x', 'Content-Type: application/json', `Content-Length: ${body.length}`, ...headers, '', body].join(
    '\r\n',
  );
const answers = (text: string) =>
  [...text.matchAll(/"by":"(plain|server)","slug":"a","body":"([^"]*)"/g)].map(([, by, body]) => `${by} ${body}`);
const afterAnswers = (count: number) => new RegExp(`("by"[^}]*}[\\s\\S]*){${count}}`);

describe('plain requests', () => {
  it('answers one after the other on one connection, in the words of HTTP', async () => {
    answer = echo;
    const text = await talk({ pieces: [request('one'), request('two')], until: afterAnswers(2) });
    expect(answers(text)).toEqual(['plain one', 'plain two']);
    const [head = ''] = text.split('\r\n\r\n');
    expect(head.split('\r\n')).toEqual([
      'HTTP/1.1 200 OK',
      'content-type: application/json; charset=utf-8',
      'content-length: 38',
      expect.stringMatching(/^date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/),
      'connection: keep-alive',
      'keep-alive: timeout=72',
    ]);
  });

  it.each(['ä', '€ and 🙂'])('answers %s in UTF-8, and counts its bytes', async (said) => {
    answer = (_asked, reply) => void reply.send({ by: said });
    const [head = '', ...body] = (await talk({ pieces: [request('one')], until: /}$/ })).split('\r\n\r\n');
    const bytes = Buffer.from(body.join(''), 'latin1');
    expect(JSON.parse(bytes.toString('utf8'))).toEqual({ by: said });
    expect(head).toContain(`content-length: ${bytes.byteLength}\r\n`);
  });

  it.each([
    ['a request in two pieces', [request('one').slice(0, 40), request('one').slice(40)], ['server one']],
    ['a head without its body', [request('one').slice(0, -3), 'one'], ['server one']],
    ['two requests in one piece', [request('one') + request('two')], ['server one', 'server two']],
    [
      'a body in chunks',
      [request('3\r\none\r\n0\r\n\r\n', ['Transfer-Encoding: chunked']).replace(/Content-Length.*\r\n/, '')],
      ['server one'],
    ],
    [
      'what is unusual behind what is plain',
      [request('one'), request('two', ['X-Odd:  a ']), request('three')],
      ['plain one', 'server two', 'server three'],
    ],
  ])('gives %s to the server, with every byte', async (_name, pieces, expected) => {
    answer = echo;
    expect(answers(await talk({ pieces, until: afterAnswers(expected.length) }))).toEqual(expected);
  });

  it('answers in the order of the requests, also where the next one comes before the answer', async () => {
    answer = (asked, reply) => void setTimeout(() => echo(asked, reply), 60);
    const pieces = [request('one'), request('two'), request('three')];
    expect(answers(await talk({ pieces, until: afterAnswers(3) }))).toEqual([
      'plain one',
      'server two',
      'server three',
    ]);
  });

  it('answers who sends nothing more, and ends then', async () => {
    answer = (asked, reply) => void setTimeout(() => echo(asked, reply), 60);
    const text = await talk({ pieces: [request('one')], end: true });
    expect(answers(text)).toEqual(['plain one']);
    expect(text).toContain('connection: close');
  });

  it('reads broken requests as the server alone does', async () => {
    answer = ({ head, body }, reply) => void reply.send({ by: 'server', slug: head.slug, body: String(body) });
    const broken = [
      ...[
        request('{}').replace('Host: x\r\n', ''),
        request('{}').replace('HTTP/1.1', 'HTTP/1.0'),
        'GET / HTTP/1.1\r\n\r\n',
      ],
      ...[
        request('{}', ['Content-Length: 9']),
        request('{}', ['Transfer-Encoding: chunked']),
        request('{}', ['X: a\nY: b']),
      ],
      ...[
        '\r\n\r\n',
        'nonsense\r\n\r\n',
        '\0\0\0\0\r\n\r\n',
        request('{}', ['X: \x01']),
        request('{}', ['Connection: close']),
      ],
      ...mutations(request('{}', ['X-API-Key: secret', 'Connection: keep-alive']), 400),
    ];
    for (const bytes of broken) {
      const [one, other] = await Promise.all([server, whole].map((to) => talk({ to, pieces: [bytes], end: true })));
      expect({ bytes, text: withoutSides(one ?? '') }).toEqual({ bytes, text: withoutSides(other ?? '') });
    }
  }, 120_000);

  it('ends idle connections when the server closes, and busy ones behind their answer', async () => {
    const own = await startServer({ plain: true });
    answer = echo;
    const idle = talk({ to: own, pieces: [request('one')] });
    answer = (asked, reply) => void setTimeout(() => echo(asked, reply), 150);
    await new Promise((next) => setTimeout(next, 60));
    const busy = talk({ to: own, pieces: [request('two')] });
    await new Promise((next) => setTimeout(next, 60));
    await own.close();
    expect(await Promise.all([idle, busy])).toEqual([
      expect.stringContaining('one'),
      expect.stringContaining('connection: close'),
    ]);
  });

  it('survives a client that is gone before its answer', async () => {
    const state: { late?: () => void } = {};
    const worked = new Promise<void>((resolve) => {
      answer = (asked, reply) => {
        reply.afterwards(resolve);
        state.late = () => echo(asked, reply);
      };
    });
    expect(await talk({ pieces: [request('one')], leave: true })).toBe('');
    state.late?.();
    await worked;
  });
});

/** Headers whose order and letters are free, and the time. */
function withoutSides(text: string): string[] {
  return text
    .toLowerCase()
    .split('\r\n')
    .filter((line) => !/^(date|keep-alive|connection):/.test(line))
    .sort();
}

/** The same request with a byte left out, doubled or made another one, always the same ones. */
function mutations(text: string, count: number): string[] {
  const made: string[] = [];
  let state = 7;
  const draw = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const others = ['\r', '\n', '\0', ' ', ':', '\t', 'A', '0', ',', '\u00e9'];
  for (let index = 0; index < count; index += 1) {
    const at = draw(text.length);
    const kind = draw(3);
    const put = kind === 0 ? '' : kind === 1 ? text.charAt(at) + text.charAt(at) : (others[draw(others.length)] ?? '');
    made.push(text.slice(0, at) + put + text.slice(at + 1));
  }
  return made;
}
