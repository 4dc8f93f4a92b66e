import { toErrorReport } from '@millrace/pipeline-core/errors';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { nameDiskFull } from '../ground/disk-full';
import { sendArtifact, sendJson, sendWithoutRows } from './service/artifacts';
import { isAuthorised, unauthorised } from './service/authorise';
import { follow } from './service/follow';
import { keepFile } from './service/keep-file';
import { land } from './service/land-upload';
import type { DataServiceOptions } from './service/options';
import { keptOrders } from './service/orders';
import { preview } from './service/preview';
import { sendRows } from './service/rows';
import { withSlots } from './service/run-task';
import { readAssociations, readPair, readProfile, readWindow, tableTask } from './service/tables';
import { testSource } from './service/test-source';

/**
 * The internal HTTP service of role execute: uploads, table windows, profiles and artifacts for web, which has checked
 * the caller's rights. Bearer token on every request; whatever reads a file's content runs in a child.
 */
export function createDataService(given: DataServiceOptions): FastifyInstance {
  const options = withSlots(given);
  const orders = keptOrders(options);
  const app = fastify({ bodyLimit: options.uploadLimit ?? 8 * 2 ** 30, logger: false });
  app.addHook('onRequest', async (request, reply) => {
    if (!isAuthorised(request, options.token))
      await reply.code(401).send({ error: toErrorReport(unauthorised(), 'Data service') });
  });
  app.setErrorHandler(async (error, request, reply) => {
    const report = toErrorReport(nameDiskFull(error), placeOf(request));
    const status = { pipeline: 422, operator: 503, bug: 500 }[report.family];
    await reply.code(report.code.endsWith('-not-found') ? 404 : status).send({ error: report });
  });
  // The body is the file itself, whatever its content type says.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.post('/land', (request) => land(options, request));
  app.post('/files', (request) => keepFile(options, request));
  app.post('/sources/test', (request) => testSource(options, request));
  app.get('/sources/roots', async () => ({ roots: options.watchRoots }));
  app.get('/tables/:hash/window', (request) => readWindow(options, { request, orders }));
  app.post('/tables/:hash/profile', (request) => readProfile(options, request));
  app.get('/tables/:hash/split', (request) => tableTask(options, { request, task: 'split', args: {} }));
  app.get('/tables/:hash/rows', (request, reply) => sendRows(options, request, reply));
  app.get('/tables/:hash/sketch', (request) => tableTask(options, { request, task: 'sketch', args: {} }));
  app.post('/tables/:hash/associations', (request) => readAssociations(options, request));
  app.get('/tables/:hash/pair', (request) => readPair(options, request));
  app.post('/follow', (request) => follow(options, request));
  app.post('/preview', (request) => preview(options, request));
  app.get('/artifacts/:hash', (request, reply) => sendArtifact(options, request, reply));
  app.get('/artifacts/:hash/without-rows', (request, reply) => sendWithoutRows(options, request, reply));
  app.get('/artifacts/:hash/json', (request, reply) => sendJson(options, request, reply));
  app.get('/health', async () => ({ ok: true, freeBytes: await options.store.freeBytes() }));
  return app;
}

function placeOf(request: FastifyRequest): string {
  return request.routeOptions.url === '/land' ? 'Upload' : 'Data service';
}
