import { connect } from 'node:net';
import fastify from 'fastify';
import { afterEach, expect, it } from 'vitest';
import { until } from '../../testing/until';
import { afterAnswer } from './after-answer';

const server = fastify();
let gone: () => Promise<unknown> = async () => undefined;
let done: string[] = [];
server.get('/', async (_request, reply) => {
  await gone();
  const caller = reply.raw.closed ? 'is gone' : 'waits';
  afterAnswer(reply)(() => done.push(caller));
  return 'answer';
});
afterEach(() => {
  done = [];
});

it('does what waits for the answer once it is sent, also where the caller has hung up before', async () => {
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  await (await fetch(url, { headers: { connection: 'close' } })).text();
  await until(() => done.length === 1, { what: 'the work behind an answer' });
  let ended = false;
  let asked = false;
  gone = async () => {
    asked = true;
    await until(() => ended, { what: 'the caller to hang up' });
  };
  const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  });
  await until(() => asked, { what: 'the request' });
  socket.destroy();
  await new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => setTimeout(resolve, 50)); // the server hears of it
  ended = true;
  await until(() => done.length === 2, { what: 'the work of one who hung up' });
  expect(done).toEqual(['waits', 'is gone']);
  await server.close();
});
