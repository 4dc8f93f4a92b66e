import { type Database, findCachedSteps } from '@millrace/db';
import { type EndedStep, type LeasedStep, type OpenPart, openSearchParts } from '@millrace/db/protocol';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { type RunSpec, runSpecSchema } from '@millrace/pipeline-core/run';
import type { Logger } from '../logger';
import type { ArtifactFiles } from './interfaces';
import { putArtifacts } from './put-artifact';
import { idleOutputs, type Over, proposes } from './skip-part';
import { fingerprintOf, type KnownCode } from './step-fingerprint';

export type IdleParts = KnownCode & {
  db: Database;
  files: Pick<ArtifactFiles, 'putFile'>;
  folder: string;
  logger: Logger;
  /** The leased part of the search by which it was seen to be over. */
  step: Pick<LeasedStep, 'runId' | 'idx'>;
  spec: Pick<RunSpec, 'step'>;
  projectId: ProjectId;
  over: Over;
  /** By the clock of the database, in milliseconds since 1970. */
  now: number;
};

const partSchema = runSpecSchema.pick({ type: true, params: true }).extend({
  trial: runSpecSchema.shape.trial.nullable().transform((trial) => trial ?? undefined),
});

/**
 * What the next parts of a search that is over make: they have nothing to do either, and end with the leased one, whose
 * report hands them on. Leased one by one, a thousand would keep the search for half a minute after its time. Nothing but
 * time depends on it: what does not end this way is leased, and ends then.
 */
export async function idleParts(o: IdleParts): Promise<EndedStep[]> {
  const { runId, idx } = o.step;
  const asked = { runId, idx, step: o.spec.step, after: o.over.clock, types: [proposes] };
  try {
    const parts = await withoutKnown(o, await openSearchParts(o.db.pool, asked));
    return await Promise.all(
      parts.map(async ({ idx: at, spec }): Promise<EndedStep> => {
        const made = idleOutputs(partSchema.parse(spec), o);
        return { idx: at, outcome: 'succeeded', outputs: await putArtifacts(o.files, made, o.folder) };
      }),
    );
  } catch (error) {
    o.logger.warn({ runId, idx, error: String(error) }, 'the rest of a search that is over ends one by one');
    return [];
  }
}

/**
 * Without those whose result is known from before: leased, they take it whether the search is over or not, and so the best
 * so far does not hang on which of them was leased first. Only what could be leased now can be known.
 */
async function withoutKnown(o: IdleParts, parts: readonly OpenPart[]): Promise<OpenPart[]> {
  const marked = parts.map((part) => ({ part, mark: markOf(o, part) }));
  const fingerprints = marked.flatMap(({ mark }) => mark ?? []);
  const known = await findCachedSteps(o.db, { projectId: o.projectId, fingerprints });
  return marked.flatMap(({ part, mark }) => (mark !== null && known.has(mark) ? [] : [part]));
}

function markOf(code: KnownCode, { leasable }: OpenPart): string | null {
  if (leasable === null) return null;
  const spec = runSpecSchema.parse(leasable.spec);
  return spec.force ? null : fingerprintOf(code, leasable, spec);
}
