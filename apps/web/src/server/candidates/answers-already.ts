import { type Candidate, type Endpoint, getReleaseUnchecked, listOutputs, type NamedRelease } from '@millrace/db';
import type { ArtifactHash } from '@millrace/pipeline-core/ids';
import { canonicalJson, jsonSchema } from '@millrace/pipeline-core/json';
import { type AnswersAlready, busiest, hasRowsInside, trafficShares } from '@millrace/pipeline-core/release';
import { database } from '../database';

/**
 * The release by which this very model answers at an endpoint, where one has traffic there: what the next deployment of the
 * candidate would do over again. `release` is what the candidate would be called. Null: it answers nothing there.
 */
export async function findAnswersAlready(
  candidate: Pick<Candidate, 'modelHash' | 'evaluations'>,
  o: { endpoint: Endpoint | null; model: string; release: string },
): Promise<AnswersAlready | null> {
  const { endpoint, model, release } = o;
  if (endpoint === null || endpoint.config === null) return null;
  const most = busiest(endpoint.config);
  const shares = trafficShares(endpoint.config.routes).filter(({ share }) => share > 0);
  const routed = await Promise.all(
    shares.map(async ({ release: id, share }) => ({ share, found: await getReleaseUnchecked(database(), id) })),
  );
  const own = routed.flatMap(({ share, found }) =>
    found !== null && found.modelHash === candidate.modelHash ? [{ share, found }] : [],
  );
  const [first] = own.toSorted(
    (a, b) => Number(b.found.modelName === model) - Number(a.found.modelName === model) || b.share - a.share,
  );
  if (first === undefined) return null;
  return {
    endpoint: { name: endpoint.name, sandbox: endpoint.sandbox },
    revision: endpoint.revision,
    release: `${first.found.modelName} v${first.found.number}`,
    share: first.share,
    busiest: first.found.id === most,
    packedAnew: await whyPackedAnew(candidate, { found: first.found, model, release }),
  };
}

/** A bundle has the evaluation that was known when it was packed; another one makes another release, and so does a bundle of before. */
async function whyPackedAnew(
  { evaluations: [newest] }: Pick<Candidate, 'evaluations'>,
  { found, model, release }: { found: NamedRelease; model: string; release: string },
): Promise<string | null> {
  if (found.modelName !== model) return `as ${release}`;
  const packed = newest !== undefined && (await findPackedEvaluation(newest)) !== null ? newest.result : null;
  if (!sameJson(packed, found.evaluation)) return 'with the newest evaluation of its model';
  return hasRowsInside(found.manifest) ? 'with its held-out rows beside its bundle' : null;
}

/** The stored evaluation that a deployment packs with the model; null where it is not kept. */
export async function findPackedEvaluation(
  newest: Pick<Candidate['evaluations'][number], 'runId' | 'idx'>,
): Promise<ArtifactHash | null> {
  const outputs = await listOutputs(database(), { runId: newest.runId, idx: newest.idx });
  return outputs.find(({ port }) => port === 'evaluation')?.artifact.hash ?? null;
}

function sameJson(a: unknown, b: unknown): boolean {
  const [one, other] = [a, b].map((value) => canonicalJson(jsonSchema.parse(JSON.parse(JSON.stringify(value)))));
  return one === other;
}
