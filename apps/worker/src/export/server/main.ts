/*
 * The program of an exported folder: answers with the one release that lies beside it, over HTTP, or with `batch` over
 * standard input and output. It needs Node and its folder alone: no packages, no database, no network.
 */
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLogger, type Logger } from '../../logger';
import { messageOf } from '../../scoring/message-of';
import { type Exported, openExported } from '../open-exported';
import { titleOf } from '../release-facts';
import { answerLines } from './answer-lines';
import { readServerEnvironment, type ServerEnvironment } from './env';
import { createExportedServer } from './exported-server';
import { openPredictionsFile } from './predictions-file';

const folder = dirname(fileURLToPath(import.meta.url));
const name = 'millrace-export';

async function serve(logger: Logger, environment: ServerEnvironment): Promise<void> {
  const exported = await openExported(folder, { modelMegabytes: environment.MODEL_MEGABYTES, logger });
  try {
    await answer(exported, { environment, logger });
  } catch (error) {
    exported.close();
    throw error;
  }
}

async function answer(exported: Exported, o: { environment: ServerEnvironment; logger: Logger }): Promise<void> {
  const { environment, logger } = o;
  const { PREDICTIONS_FILE: path, API_KEYS: keys, HOST: host, PORT: port } = environment;
  const { facts, goldenRows } = exported;
  const predictions = path === undefined ? undefined : openPredictionsFile({ path, facts, logger });
  let stopping = false;
  const server = createExportedServer({
    exported,
    ...(keys === undefined ? {} : { keys }),
    ...(predictions === undefined ? {} : { predictions }),
    isStopping: () => stopping,
    logger,
  });
  await server.listen({ host, port });
  const address = server.server.address() as AddressInfo; // listening on TCP
  logger.info(
    { release: titleOf(facts), bundle: facts.bundle, goldenRows, host, port: address.port, keys: keys?.length ?? 0 },
    'answers',
  );
  const stop = () => {
    stopping = true;
    void server.close().then(() => {
      exported.close();
      predictions?.close();
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
}

async function batch({ MODEL_MEGABYTES: modelMegabytes }: ServerEnvironment): Promise<void> {
  // Standard output is for answers; what goes wrong with a row stands in its own.
  const logger = createLogger({ level: 'silent', name });
  const { served, close } = await openExported(folder, { modelMegabytes, logger });
  const { refused } = await answerLines({ served, input: process.stdin, output: process.stdout }).finally(close);
  if (refused === 0) return;
  console.error(
    refused === 1
      ? '1 line was refused: its answer holds an error.'
      : `${refused} lines were refused: their answers hold an error.`,
  );
  process.exitCode = 1;
}

const [mode, ...more] = process.argv.slice(2);
try {
  if (more.length > 0 || (mode !== undefined && mode !== 'batch'))
    throw new Error(`Got ${process.argv.slice(2).join(' ')}, expected nothing (serve over HTTP) or batch.`);
  const environment = readServerEnvironment();
  if (mode === 'batch') await batch(environment);
  else await serve(createLogger({ level: environment.LOG_LEVEL, name }), environment);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
