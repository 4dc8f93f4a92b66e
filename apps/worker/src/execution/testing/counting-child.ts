/*
 * A child whose steps count: as many rounds as they are told, each a link of a chain of hashes, so that the result shows
 * whether every round was done once. Served as the real child is; states are kept every few milliseconds.
 */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { serve } from '../../child/serve';

/** Only an attempt that began at the beginning dies, or stays where it is, once there is a state to go on from. */
const paramsSchema = z.object({
  rounds: z.number(),
  roundMs: z.number(),
  dieAt: z.number().optional(),
  stayAt: z.number().optional(),
});
const stateSchema = z.object({ round: z.number(), chain: z.string() });

serve({
  leastCheckpointMs: 20,
  runTask: () => Promise.reject(new Error('it only counts')),
  async runStep({ spec, folder }, { fitting, log }) {
    if (fitting === undefined) throw new Error('nobody watches');
    const { rounds, roundMs, dieAt, stayAt } = paramsSchema.parse(spec.params);
    const { last } = fitting.checkpoint;
    const begin = last === null ? { round: 0, chain: '' } : stateSchema.parse(JSON.parse(Buffer.from(last).toString()));
    let { round, chain } = begin;
    let kept = 0;
    const isAt = (at: number | undefined) => at !== undefined && round >= at && kept > 0 && begin.round === 0;
    log('info', `begins at ${round}`);
    while (round < rounds && !fitting.finish.aborted) {
      await sleep(roundMs);
      if (isAt(stayAt)) continue;
      round += 1;
      chain = createHash('sha256').update(`${chain} ${round}`).digest('hex');
      fitting.point({ series: 'rounds', step: round, value: round });
      fitting.point({ series: 'rounds', step: round + 1, value: Number.NaN });
      if (fitting.checkpoint.due()) {
        await fitting.checkpoint.save(Buffer.from(JSON.stringify({ round, chain })), round);
        kept += 1;
      }
      if (isAt(dieAt)) process.kill(process.pid, 'SIGKILL');
    }
    await writeFile(join(folder, 'count.txt'), `${round} ${chain}`);
    const outputs = [{ port: 'value', kind: 'file' as const, path: 'count.txt' }];
    return { outputs, events: [], repeats: !fitting.finish.aborted };
  },
});
