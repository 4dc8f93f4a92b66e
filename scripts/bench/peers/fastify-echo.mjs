import { createRequire } from 'node:module';

// Fastify from the folder of peers that was given, with nothing of Millrace around it: what one row costs at the least.
const [, , folder, port] = process.argv;
const fastify = createRequire(`${folder}/package.json`)('fastify');
const server = fastify();
server.post('/predict', async ({ body }) => body);
await server.listen({ host: '127.0.0.1', port: Number(port) });
