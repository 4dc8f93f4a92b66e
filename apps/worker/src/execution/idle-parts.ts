import type { Database } from '@millrace/db';
import { type EndedStep, type LeasedStep, openSearchParts } from '@millrace/db/protocol';
import { type RunSpec, runSpecSchema } from '@millrace/pipeline-core/run';
import type { Logger } from '../logger';
import type { ArtifactFiles } from './interfaces';
import { putArtifacts } from './put-artifact';
import { idleOutputs, type Over, proposes } from './skip-part';

export type IdleParts = {
  db: Database;
  files: Pick<ArtifactFiles, 'putFile'>;
  folder: string;
  logger: Logger;
  /** The leased part of the search by which it was seen to be over. */
  step: Pick<LeasedStep, 'runId' | 'idx'>;
  spec: Pick<RunSpec, 'step'>;
  over: Over;
};

const partSchema = runSpecSchema.pick({ type: true, params: true }).extend({
  trial: runSpecSchema.shape.trial.nullable().transform((trial) => trial ?? undefined),
});

/**
 * What the next parts of a search that is over make: they have nothing to do either, and end with the leased one, whose
 * report hands them on. Leased one by one, a thousand would keep the search for half a minute after its time. What
 * does not end this way is leased, and ends then; only a trial that an earlier run has done may count there, and is skipped here.
 */
export async function idleParts(o: IdleParts): Promise<EndedStep[]> {
  const { runId, idx } = o.step;
  const asked = { runId, idx, step: o.spec.step, after: o.over.clock, types: [proposes] };
  try {
    const parts = await openSearchParts(o.db.pool, asked);
    const now = Date.now();
    return await Promise.all(
      parts.map(async ({ idx: at, spec }): Promise<EndedStep> => {
        const made = idleOutputs(partSchema.parse(spec), { over: o.over, now });
        return { idx: at, outcome: 'succeeded', outputs: await putArtifacts(o.files, made, o.folder) };
      }),
    );
  } catch (error) {
    o.logger.warn({ runId, idx, error: String(error) }, 'the rest of a search that is over ends one by one');
    return [];
  }
}
