import { addRunModels, addTrackInputs, setTrackTags } from '@millrace/db';
import { int64Schema, invalid } from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import { database } from '../database';
import { mlflowCall } from './call';
import { requireActiveRun, requireLoggedModel } from './find-things';
import { atMost, requiredText, runIdInput, tagInput, tagRecord } from './shared-inputs';

const base = '/api/2.0/mlflow/runs';
const megabyte = 1_000_000;

const datasetInput = z.object({
  tags: z.array(tagInput).max(100).default([]),
  dataset: z.object({
    name: requiredText.max(500),
    digest: requiredText.max(100),
    source_type: requiredText.max(100),
    source: z.string().max(megabyte),
    schema: z.string().max(megabyte).nullish(),
    profile: z
      .string()
      .max(16 * megabyte)
      .nullish(),
  }),
});
const modelInput = z.object({ model_id: requiredText, step: int64Schema.default(0n) });

/** Whose files a model's MLmodel names; older clients tell the run of them in this tag. */
const historyTag = 'mlflow.log-model.history';

export const inputCalls = [
  mlflowCall({
    method: 'POST',
    path: `${base}/log-inputs`,
    needs: 'write',
    input: runIdInput.extend({
      datasets: z.array(datasetInput).default([]),
      models: z.array(modelInput).default([]),
    }),
    async run({ context, input }) {
      const projectId = context.project.id;
      atMost(input.datasets, 1000, 'datasets');
      atMost(input.models, 1000, 'models');
      const { id: runId } = await requireActiveRun(projectId, input.run_id);
      const models = await Promise.all(input.models.map(({ model_id: id }) => requireLoggedModel(projectId, id)));
      const inputs = input.datasets.map(({ tags, dataset }) => ({
        name: dataset.name,
        digest: dataset.digest,
        sourceType: dataset.source_type,
        source: dataset.source,
        schema: dataset.schema ?? null,
        profile: dataset.profile ?? null,
        tags: tagRecord(tags),
      }));
      await database().transaction(async (tx) => {
        await addTrackInputs(tx, { runId, inputs });
        await addRunModels(tx, { runId, side: 'in', models: models.map(({ id }) => ({ id, step: 0n })) });
      });
      return {};
    },
  }),
  mlflowCall({
    method: 'POST',
    path: `${base}/outputs`,
    needs: 'write',
    input: runIdInput.extend({ models: z.array(modelInput).default([]) }),
    async run({ context, input }) {
      const projectId = context.project.id;
      atMost(input.models, 1000, 'models');
      const { id: runId } = await requireActiveRun(projectId, input.run_id);
      const models = await Promise.all(
        input.models.map(async ({ model_id: id, step }) => ({
          id: (await requireLoggedModel(projectId, id)).id,
          step,
        })),
      );
      await addRunModels(database(), { runId, side: 'out', models });
      return {};
    },
  }),
  mlflowCall({
    method: 'POST',
    path: `${base}/log-model`,
    needs: 'write',
    input: runIdInput.extend({ model_json: requiredText.max(megabyte) }),
    async run({ context, input }) {
      const { id: runId } = await requireActiveRun(context.project.id, input.run_id);
      if (!isJsonObject(input.model_json))
        throw invalid("Invalid value for parameter 'model_json' supplied: no JSON object.");
      await setTrackTags(database(), { runId, tags: [{ key: historyTag, value: `[${input.model_json}]` }] });
      return {};
    },
  }),
];

function isJsonObject(text: string): boolean {
  try {
    return z.looseObject({}).safeParse(JSON.parse(text)).success;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
