import {
  createLoggedModel,
  deleteLoggedModel,
  type LoggedModel,
  type LoggedModelOrder,
  loggedModelStatusSchema,
  noteLoggedModel,
  readModelPoints,
  searchLoggedModels,
  setLoggedModelStatus,
  untagLoggedModel,
} from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import {
  experimentNumber,
  invalid,
  inventRunName,
  loggedModelRules,
  missing,
  modelArtifactUri,
  parseFilter,
  shownModelId,
  shownRunId,
} from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import { database } from '../database';
import { mlflowCall } from './call';
import { pointJson, some, tagList } from './entities';
import { requireActiveExperiment, requireLoggedModel, requireRun } from './find-things';
import { groupBy } from './group-by';
import { onePage } from './pages';
import { maxResults, requiredText, tagInput, tagRecord } from './shared-inputs';

const base = '/api/2.0/mlflow/logged-models';
const nameSchema = z
  .string()
  .max(500)
  .refine((name) => !/[/:.%"']/.test(name), 'a name holds none of / : . % " \'');

const orderSchema = z.object({ field_name: requiredText, ascending: z.boolean().default(true) });

async function modelsJson(models: readonly LoggedModel[]) {
  const points = await readModelPoints(
    database(),
    models.map(({ id }) => id),
  );
  const byModel = groupBy(points, ({ modelId }) => modelId);
  return models.map((model) => ({
    info: {
      model_id: shownModelId(model.id),
      experiment_id: String(model.experiment),
      name: model.name,
      creation_timestamp_ms: model.createdAt.getTime(),
      last_updated_timestamp_ms: model.updatedAt.getTime(),
      artifact_uri: modelArtifactUri({ experiment: model.experiment, modelId: model.id }),
      status: model.status,
      model_type: model.modelType,
      source_run_id: model.sourceRunId === null ? undefined : shownRunId(model.sourceRunId),
      tags: tagList(model.tags),
    },
    data: {
      params: tagList(model.params),
      metrics: some(
        (byModel.get(model.id) ?? []).map((point) => ({ ...pointJson(point), run_id: shownRunId(point.runId) })),
      ),
    },
  }));
}

async function oneModel(projectId: ProjectId, id: string, o: { deleted?: boolean } = {}) {
  const [model] = await modelsJson([await requireLoggedModel(projectId, id, o)]);
  return { model: model ?? {} };
}

function idOf(params: Readonly<Record<string, string>>): string {
  return params['id'] ?? '';
}

/** @throws TrackingError for a field that models have no order by */
function toOrder({ field_name: field, ascending }: z.output<typeof orderSchema>): LoggedModelOrder {
  const descending = !ascending;
  if (field.startsWith('metrics.')) return { field: { metric: field.slice('metrics.'.length) }, descending };
  const attribute = field.replace(/^attributes?\./, '');
  if (attribute === 'name') return { field: 'name', descending };
  if (['creation_timestamp', 'creation_time', 'creation_timestamp_ms'].includes(attribute)) {
    return { field: 'created', descending };
  }
  if (['last_updated_timestamp', 'last_updated_timestamp_ms'].includes(attribute))
    return { field: 'updated', descending };
  throw invalid(`Invalid order by field name: ${field.slice(0, 80)}`);
}

const writeCalls = [
  mlflowCall({
    method: 'POST',
    path: base,
    needs: 'write',
    input: z.object({
      experiment_id: z.string().default('0'),
      name: nameSchema.optional(),
      model_type: z.string().max(500).default(''),
      source_run_id: z.string().optional(),
      params: z.array(tagInput).max(1000).default([]),
      tags: z.array(tagInput).max(1000).default([]),
    }),
    async run({ context, input }) {
      const { project, actor } = context;
      const experiment = await requireActiveExperiment(project.id, input.experiment_id || '0');
      const run = input.source_run_id ? await requireRun(project.id, input.source_run_id) : null;
      const { id } = await createLoggedModel(database(), {
        projectId: project.id,
        experimentId: experiment.id,
        name: input.name || inventRunName(crypto.randomUUID()),
        modelType: input.model_type,
        sourceRunId: run?.id ?? null,
        tags: tagRecord(input.tags),
        params: tagRecord(input.params),
        createdBy: actor,
      });
      return oneModel(project.id, shownModelId(id));
    },
  }),
  mlflowCall({
    method: 'PATCH',
    path: `${base}/{id}`,
    needs: 'write',
    input: z.object({ status: loggedModelStatusSchema }),
    async run({ context, params, input }) {
      const projectId = context.project.id;
      const { id } = await requireLoggedModel(projectId, idOf(params));
      await setLoggedModelStatus(database(), { projectId, id, status: input.status });
      return oneModel(projectId, idOf(params));
    },
  }),
  mlflowCall({
    method: 'DELETE',
    path: `${base}/{id}`,
    needs: 'write',
    input: z.object({}),
    async run({ context, params }) {
      const projectId = context.project.id;
      const { id } = await requireLoggedModel(projectId, idOf(params));
      await deleteLoggedModel(database(), { projectId, id });
      return {};
    },
  }),
  mlflowCall({
    method: 'PATCH',
    path: `${base}/{id}/tags`,
    needs: 'write',
    input: z.object({ tags: z.array(tagInput).max(1000).default([]) }),
    async run({ context, params, input }) {
      const projectId = context.project.id;
      const { id } = await requireLoggedModel(projectId, idOf(params));
      await noteLoggedModel(database(), { projectId, id, tags: tagRecord(input.tags) });
      return {};
    },
  }),
  mlflowCall({
    method: 'POST',
    path: `${base}/{id}/params`,
    needs: 'write',
    input: z.object({ params: z.array(tagInput).max(1000).default([]) }),
    async run({ context, params, input }) {
      const projectId = context.project.id;
      const { id } = await requireLoggedModel(projectId, idOf(params));
      await noteLoggedModel(database(), { projectId, id, params: tagRecord(input.params) });
      return {};
    },
  }),
  mlflowCall({
    method: 'DELETE',
    // Clients write a key with slashes as it is.
    path: `${base}/{id}/tags/{path*}`,
    needs: 'write',
    input: z.object({}),
    async run({ context, params }) {
      const projectId = context.project.id;
      const { id, tags } = await requireLoggedModel(projectId, idOf(params));
      const tag = params['path'] ?? '';
      if (tags[tag] === undefined)
        throw missing(`No tag with key ${tag.slice(0, 250)} found for model with ID ${idOf(params)}.`);
      await untagLoggedModel(database(), { projectId, id, tag });
      return {};
    },
  }),
];

export const loggedModelCalls = [
  ...writeCalls,
  mlflowCall({
    method: 'POST',
    path: `${base}/search`,
    needs: 'read',
    input: z.object({
      experiment_ids: z.array(requiredText).max(10_000).default([]),
      filter: z.string().default(''),
      order_by: z.array(orderSchema).default([]),
      max_results: maxResults({ usual: 100, most: 1000 }),
      page_token: z.string().optional(),
    }),
    async run({ context, input }) {
      const search = {
        projectId: context.project.id,
        experiments: input.experiment_ids.map(experimentNumber),
        filter: parseFilter(input.filter, loggedModelRules),
        order: input.order_by.map(toOrder),
      };
      const { items, next } = await onePage(input, (page) => searchLoggedModels(database(), { ...search, ...page }));
      return { models: some(await modelsJson(items)), ...next };
    },
  }),
  mlflowCall({
    method: 'GET',
    path: `${base}/{id}`,
    needs: 'read',
    input: z.object({ allow_deleted: z.stringbool().default(false) }),
    run: ({ context, params, input }) => oneModel(context.project.id, idOf(params), { deleted: input.allow_deleted }),
  }),
];
