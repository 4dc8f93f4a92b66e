import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import {
  type BrowserAnswer,
  type BrowserAsk,
  browserAnswers,
  browserReplySchema,
} from '@millrace/pipeline-core/scoring';
import type { z } from 'zod';

/** Runs the text of a program as a Web Worker would: messages, and none of the globals that only Node has. */
const webWorker = `
const { parentPort, workerData } = require('node:worker_threads');
globalThis.self = globalThis;
globalThis.postMessage = (message) => parentPort.postMessage(message);
parentPort.on('message', (data) => globalThis.onmessage({ data }));
for (const name of ['require', 'module', 'exports', '__filename', '__dirname', 'Buffer', 'process', 'setImmediate', 'global'])
  delete globalThis[name];
(0, eval)(workerData);
`;

export type BrowserThread = {
  ask<A extends BrowserAsk>(question: A): Promise<BrowserAnswer<A['ask']>>;
  stop(): Promise<unknown>;
};

/** Starts the bundled program; questions are asked one after the other, and a failure rejects with its sentence. */
export async function startBrowserThread(program: string): Promise<BrowserThread> {
  const worker = new Worker(webWorker, { eval: true, workerData: await readFile(program, 'utf8') });
  let id = 0;
  async function ask<A extends BrowserAsk>(question: A): Promise<BrowserAnswer<A['ask']>> {
    id += 1;
    const replied = new Promise<unknown>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    worker.postMessage({ ...question, id });
    const reply = browserReplySchema.parse(await replied);
    if (!reply.ok) throw new Error(reply.error.message);
    const shape: z.ZodType = browserAnswers[question.ask];
    return shape.parse(reply.answer) as BrowserAnswer<A['ask']>; // the shape is that of the question
  }
  return { ask, stop: () => worker.terminate() };
}
