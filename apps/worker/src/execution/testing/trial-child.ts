/*
 * A child whose steps are those of a search without models: one that begins its clock, trials that are done when a file is
 * there, whatever they are asked, and one that decides.
 */
import { access } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { serve } from '../../child/serve';

const paramsSchema = z.object({ seconds: z.number().optional(), doneBy: z.string().optional() });

serve({
  leastCheckpointMs: 1_000,
  runTask: () => Promise.reject(new Error('it only searches')),
  async runStep({ spec }, { log }) {
    const { seconds, doneBy } = paramsSchema.parse(spec.params);
    log('info', 'begins');
    if (seconds !== undefined) {
      const deadline = { v: 1, at: Date.now() + seconds * 1000 };
      return { outputs: [{ port: 'deadline', kind: 'json', inline: deadline }], events: [], repeats: false };
    }
    if (doneBy === undefined) return { outputs: [], events: [], repeats: false };
    while (!(await isThere(doneBy))) await sleep(50);
    const judged = { name: 'auc', value: 0.5, rows: 10 };
    const outcome = { v: 1, number: spec.trial ?? 0, round: 0, params: {}, trainer: spec.type, state: 'done', judged };
    return { outputs: [{ port: 'trial', kind: 'json', inline: outcome }], events: [], repeats: true };
  },
});

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
