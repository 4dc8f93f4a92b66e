import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { openBalancer } from './balancer';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on TCP
}

it('sends a request to the next server where one ends before its answer is whole', async () => {
  const good = await serve((request, response) => {
    request.pipe(response.writeHead(200, { 'x-from': 'good', path: request.url }));
  });
  const silent = await serve((request) => request.socket.destroy());
  const torn = await serve((request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half', () => request.socket.destroy());
  });
  const balancer = await openBalancer([silent, good, torn]);
  open.push(balancer.close);
  const ask = async (body: string) => {
    const answer = await fetch(`${balancer.url}/predict?a=1`, { method: 'POST', body });
    return [answer.status, answer.headers.get('path'), await answer.text()];
  };
  for (const body of ['one', 'two', 'three']) expect(await ask(body)).toEqual([200, '/predict?a=1', body]);
  expect(balancer.retried()).toBeGreaterThan(0);
});

it('answers as the server does, failures too', async () => {
  const busy = await serve((_request, response) => response.writeHead(503).end('busy'));
  const balancer = await openBalancer([busy]);
  open.push(balancer.close);
  const answer = await fetch(balancer.url);
  expect([answer.status, await answer.text()]).toEqual([503, 'busy']);
  expect(balancer.retried()).toBe(0);
});
