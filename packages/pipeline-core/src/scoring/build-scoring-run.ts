import { stepIdSchema } from '../ids';
import { type JsonObject, jsonObjectSchema } from '../json';
import type { ModelFormat } from '../release/signature';
import type { ResolvedReference, RunSpec, RunStep } from '../run/run-spec';
import { getContract } from '../steps/catalog';
import { queueAsking, queueOf } from '../steps/queue-of';
import { chunkSizes, type ScoringPlan } from './scoring-plan';

const limits = { seconds: 3600, megabytes: 4096 };
const maxAttempts = 3;

/**
 * The run of a batch: a step for each chunk, and one that gathers them. Chunks are ranges of row numbers, the last one
 * open, so that each row is in exactly one of them whatever its number.
 */
export function buildScoringRun(
  plan: ScoringPlan,
  { format }: { format: ModelFormat },
): { steps: RunStep[]; edges: [number, number][] } {
  const { release, dataset, batch, endpoint } = plan;
  const title = `${release.model} v${release.number}`;
  const references: Record<'release' | 'table', ResolvedReference> = {
    release: { kind: 'release', id: release.id, label: title, artifacts: { bundle: release.bundle }, data: { format } },
    table: {
      kind: 'batch',
      id: batch.id,
      label: `${dataset.name}, batch ${batch.number}`,
      artifacts: { table: batch.table, 'table.meta': batch.meta },
    },
  };
  const sizes = chunkSizes(plan);
  const size = sizes[0] ?? 0;
  const chunks = sizes.map((_rows, at) => {
    const last = at === sizes.length - 1;
    const { keep, probabilities } = plan;
    return step({
      ...{ idx: at, type: 'score-chunk', step: `chunk-${at + 1}`, title: `Chunk ${at + 1} of ${sizes.length}` },
      format,
      ...{ params: { from: at * size, to: last ? null : (at + 1) * size, keep, probabilities }, references },
    });
  });
  const gather = step({
    ...{ idx: chunks.length, type: 'gather-scores', step: 'gather', title: 'Gather the scores', references: {} },
    params: { batch: plan.id, endpoint: endpoint.name, release: title },
    inputs: { chunks: chunks.map(({ idx }) => ({ idx, port: 'predictions' })) },
  });
  return { steps: [...chunks, gather], edges: chunks.map(({ idx }): [number, number] => [idx, gather.idx]) };
}

type Wanted = Pick<RunSpec, 'title' | 'references'> &
  Partial<Pick<RunSpec, 'inputs'>> & {
    idx: number;
    type: 'score-chunk' | 'gather-scores';
    step: string;
    params: JsonObject;
    /** Of the model that it asks. */
    format?: ModelFormat;
  };

function step({ idx, type, format, inputs = {}, ...wanted }: Wanted): RunStep {
  const contract = getContract(type);
  const params = contract.params.parse(wanted.params);
  const queue = queueOf(contract, params, null);
  return {
    idx,
    queue: format === undefined ? queue : queueAsking(queue, format),
    max_attempts: maxAttempts,
    spec: {
      ...{ v: 1, step: stepIdSchema.parse(wanted.step), title: wanted.title, type, version: contract.version },
      ...{
        params: jsonObjectSchema.parse(params),
        seed: 0,
        inputs,
        references: wanted.references,
        limits,
        force: false,
      },
    },
  };
}
