import { type RepeatingTask, repeatTask } from '../../ground/repeat-task';
import { catchUpStreams, type StreamContext } from './consume-streams';

/** A notice may be lost, and a failed try becomes due. */
const lookEveryMs = 1_000;

/** Scores what arrives on topics, as their streams say, until it is stopped; a block at work is finished first. */
export function startStreams(context: StreamContext): RepeatingTask {
  let stopped = false;
  const task = repeatTask({
    ...{ name: 'score streams', everyMs: lookEveryMs, logger: context.logger },
    run: () => catchUpStreams({ ...context, stopped: () => stopped }),
  });
  return {
    hurry: task.hurry,
    async stop() {
      stopped = true;
      await task.stop();
    },
  };
}
