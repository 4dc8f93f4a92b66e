import { type ModelHost, serveModel } from '../guests/model-server';
import type { ModelDoors } from '../runtimes/python/ask-python';
import { guestLog } from './code/guest-log';
import type { ExecutorJob } from './executor';

type Job = Pick<ExecutorJob<unknown>, 'title' | 'guests' | 'folder' | 'limits' | 'over' | 'log'>;

/** What a step asks models through that cannot answer by themselves: for a Python model a guest of this worker. */
export function modelDoors({ title, guests, folder, limits, over, log }: Job): ModelDoors {
  const host: ModelHost = { title, guests, folder, limits, over, log, line: guestLog(log) };
  return { python: (model) => serveModel(host, model) };
}
