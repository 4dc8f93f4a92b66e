import {
  addTrackParams,
  addTrackPoints,
  type Db,
  deleteTrackTag,
  type KeyValue,
  lockTrackRun,
  setTrackTags,
  type TrackPoint,
  updateTrackRun,
} from '@millrace/db';
import {
  checkKey,
  int64Schema,
  invalid,
  loggedModelUuid,
  metricValueSchema,
  missing,
} from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import { database } from '../database';
import type { ProjectContext } from '../use-case';
import { mlflowCall } from './call';
import { requireActiveRun, requireKnownModels } from './find-things';
import { groupBy } from './group-by';
import { atMost, requiredText, runIdInput, tagInput } from './shared-inputs';

const base = '/api/2.0/mlflow/runs';
const longestParam = 6000;
const longestTag = 8000;

const metricInput = z.object({
  key: requiredText,
  value: metricValueSchema,
  timestamp: int64Schema,
  step: int64Schema.default(0n),
  model_id: z.string().nullish(),
  dataset_name: z.string().max(500).nullish(),
  dataset_digest: z.string().max(100).nullish(),
});

/** Tags whose keys and lengths the protocol allows. @throws TrackingError */
export function checkTags(tags: readonly KeyValue[]): KeyValue[] {
  return tags.map((tag) => checkPair(tag, longestTag, 'tag'));
}

function checkPair({ key, value }: KeyValue, longest: number, what: string): KeyValue {
  if (value.length > longest) {
    throw invalid(
      `The value of the ${what} '${key.slice(0, 80)}' has ${value.length} characters; the most is ${longest}.`,
    );
  }
  return { key: checkKey(key), value };
}

function toPoint(metric: z.output<typeof metricInput>): TrackPoint {
  const { key, value, timestamp, step, model_id: model, dataset_name: name, dataset_digest: digest } = metric;
  const modelId = model ? loggedModelUuid(model) : null;
  if (model && modelId === null)
    throw invalid(`Invalid value '${model.slice(0, 80)}' for parameter 'model_id' supplied.`);
  return {
    key: checkKey(key),
    value,
    atMs: timestamp,
    step,
    modelId,
    datasetName: name || null,
    datasetDigest: digest || null,
  };
}

type Batch = { points: readonly TrackPoint[]; params: readonly KeyValue[]; tags: readonly KeyValue[] };

/** Keeps all of it or nothing: a parameter that would change ends the transaction. */
async function keepBatch({ project }: ProjectContext, runId: string, batch: Batch): Promise<void> {
  await database().transaction(async (tx) => {
    const run = await requireActiveRun(project.id, runId, tx);
    await lockTrackRun(tx, run.id);
    const models = batch.points.flatMap(({ modelId }) => (modelId === null ? [] : [modelId]));
    await requireKnownModels(project.id, models, tx);
    const changed = await addTrackParams(tx, { runId: run.id, params: batch.params });
    if (changed !== null) {
      throw invalid(
        `Changing param values is not allowed. Param with key='${changed.key}' was already logged with ` +
          `value='${changed.present}' for run ID='${runId}'. Attempted logging new value '${changed.value}'.`,
      );
    }
    await addTrackPoints(tx, { runId: run.id, points: batch.points });
    await setTags(tx, { projectId: project.id, runId: run.id, tags: batch.tags });
  });
}

/** The tag of the name is the name. */
async function setTags(
  tx: Db,
  o: { projectId: ProjectContext['project']['id']; runId: string; tags: readonly KeyValue[] },
): Promise<void> {
  await setTrackTags(tx, o);
  const name = o.tags.findLast(({ key }) => key === 'mlflow.runName')?.value;
  if (name) await updateTrackRun(tx, { projectId: o.projectId, id: o.runId, name: name.slice(0, 500) });
}

/** Two values of one parameter in a request are a mistake of the program. */
function refuseDoubles(params: readonly KeyValue[]): void {
  const doubles = [...groupBy(params, ({ key }) => key)].filter(([, all]) => all.length > 1).map(([key]) => key);
  if (doubles.length === 0) return;
  throw invalid(
    `Duplicate parameter keys have been submitted: ${doubles.slice(0, 5).join(', ')}. Please ensure the request contains only one param value per param key.`,
  );
}

export const logCalls = [
  mlflowCall({
    method: 'POST',
    path: `${base}/log-metric`,
    needs: 'write',
    input: metricInput.extend(runIdInput.shape),
    async run({ context, input }) {
      await keepBatch(context, input.run_id, { points: [toPoint(input)], params: [], tags: [] });
      return {};
    },
  }),
  mlflowCall({
    method: 'POST',
    path: `${base}/log-parameter`,
    needs: 'write',
    input: tagInput.extend(runIdInput.shape),
    async run({ context, input }) {
      const params = [checkPair(input, longestParam, 'parameter')];
      await keepBatch(context, input.run_id, { points: [], params, tags: [] });
      return {};
    },
  }),
  mlflowCall({
    method: 'POST',
    path: `${base}/set-tag`,
    needs: 'write',
    input: tagInput.extend(runIdInput.shape),
    async run({ context, input }) {
      await keepBatch(context, input.run_id, { points: [], params: [], tags: checkTags([input]) });
      return {};
    },
  }),
  mlflowCall({
    method: 'POST',
    path: `${base}/delete-tag`,
    needs: 'write',
    input: runIdInput.extend({ key: requiredText }),
    async run({ context, input }) {
      const { id } = await requireActiveRun(context.project.id, input.run_id);
      if (await deleteTrackTag(database(), { runId: id, key: input.key })) return {};
      throw missing(`No tag with name: ${input.key} in run with id ${input.run_id}`);
    },
  }),
  mlflowCall({
    method: 'POST',
    path: `${base}/log-batch`,
    needs: 'write',
    input: runIdInput.extend({
      metrics: z.array(metricInput).default([]),
      params: z.array(tagInput).default([]),
      tags: z.array(tagInput).default([]),
    }),
    async run({ context, input }) {
      const { metrics, params, tags } = input;
      atMost(metrics, 1000, 'metrics');
      atMost(params, 100, 'parameters');
      atMost(tags, 100, 'tags');
      atMost([...metrics, ...params, ...tags], 1000, 'metrics, parameters and tags');
      refuseDoubles(params);
      await keepBatch(context, input.run_id, {
        points: metrics.map(toPoint),
        params: params.map((param) => checkPair(param, longestParam, 'parameter')),
        tags: checkTags(tags),
      });
      return {};
    },
  }),
];
