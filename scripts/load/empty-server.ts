import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

/** Node's own server answering a constant at once, in the form of an endpoint: what most of it takes is sender and machine. */
const body = JSON.stringify({ predictions: [{ id: 'none', prediction: 1 }], releaseId: null });
const headers = {
  'content-type': 'application/json',
  'content-length': body.length,
  'server-timing': 'features;dur=0, model;dur=0, total;dur=0',
};

const server = createServer((request, response) => {
  request.resume().once('end', () => response.writeHead(200, headers).end(body));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo; // it listens on TCP
for await (const _line of createInterface({ input: process.stdin }))
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}` }));
process.exit(0);
