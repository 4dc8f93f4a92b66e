import {
  appendAudit,
  createRegisteredModel,
  deleteRegisteredModel,
  listModelVersions,
  type ModelVersion,
  noteRegisteredModel,
  type RegisteredModel,
  renameRegisteredModel,
  searchRegisteredModels,
  untagRegisteredModel,
  versionStages,
} from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import {
  invalid,
  parseFilter,
  parseOrderBy,
  registeredModelRules,
  TrackingError,
} from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import { database } from '../database';
import { mlflowCall } from './call';
import { some, tagList } from './entities';
import { requireModel } from './find-versions';
import { groupBy } from './group-by';
import { onePage } from './pages';
import { maxResults, orderBySchema, requiredText, tagInput, tagRecord } from './shared-inputs';
import { versionJson } from './version-json';

const base = '/api/2.0/mlflow/registered-models';
const descriptionSchema = z.string().max(5000);

/** A name as the protocol allows it. Endpoints of Millrace need simpler ones, but a model is no endpoint. */
export const modelNameSchema = requiredText
  .max(256)
  .refine((name) => !/[/:]/.test(name), "names cannot contain '/' or ':'")
  .refine((name) => name.trim() === name, 'names have no spaces at their ends');
export const modelNameInput = z.object({ name: modelNameSchema });

/** The newest version of each stage, as clients from before aliases want it. */
export function latestOfStages(versions: readonly ModelVersion[], stages: readonly string[]): ModelVersion[] {
  return stages.flatMap((stage) => versions.find((version) => version.stage === stage) ?? []);
}

/** Models with their versions, in the order given. */
async function modelsJson(models: readonly RegisteredModel[]) {
  const versions = await listModelVersions(
    database(),
    models.map(({ id }) => id),
  );
  const byModel = groupBy(versions, ({ modelId }) => modelId);
  return models.map((model) => {
    const own = byModel.get(model.id) ?? [];
    const aliases = own.flatMap(({ number, aliases: names }) =>
      names.map((alias) => ({ alias, version: String(number) })),
    );
    return {
      name: model.name,
      creation_timestamp: model.createdAt.getTime(),
      last_updated_timestamp: model.updatedAt.getTime(),
      description: model.description === '' ? undefined : model.description,
      latest_versions: some(latestOfStages(own, versionStages).map(versionJson)),
      tags: tagList(model.tags),
      aliases: some(aliases),
    };
  });
}

async function oneModel(projectId: ProjectId, name: string) {
  const [model] = await modelsJson([await requireModel(projectId, name)]);
  return { registered_model: model ?? {} };
}

function taken(name: string): TrackingError {
  return new TrackingError('RESOURCE_ALREADY_EXISTS', `Registered Model (name=${name}) already exists.`);
}

/** Pipelines and endpoints go by the name of a model that has releases. @throws TrackingError */
function refuseReleased({ name, releases }: RegisteredModel, what: string): void {
  if (releases === 0) return;
  throw invalid(
    `The model ${name} has ${releases} release${releases === 1 ? '' : 's'} of Millrace, so it cannot be ${what} through MLflow.`,
  );
}

const changeCalls = [
  mlflowCall({
    method: 'POST',
    path: `${base}/rename`,
    needs: 'write',
    input: modelNameInput.extend({ new_name: modelNameSchema }),
    async run({ context, input }) {
      const projectId = context.project.id;
      const model = await requireModel(projectId, input.name);
      refuseReleased(model, 'renamed');
      const name = input.new_name;
      if (!(await renameRegisteredModel(database(), { projectId, id: model.id, name }))) throw taken(name);
      return oneModel(projectId, name);
    },
  }),
  mlflowCall({
    method: 'DELETE',
    path: `${base}/delete`,
    needs: 'write',
    input: modelNameInput,
    async run({ context, input }) {
      const { project, actor } = context;
      const { name } = input;
      const model = await requireModel(project.id, name);
      refuseReleased(model, 'deleted');
      await database().transaction(async (tx) => {
        if (!(await deleteRegisteredModel(tx, { projectId: project.id, id: model.id }))) {
          throw invalid(`The model ${name} has got a release of Millrace meanwhile, so it cannot be deleted.`);
        }
        const entry = { action: 'model.delete', subject: model.id, details: { name } };
        await appendAudit(tx, { projectId: project.id, actor, ...entry });
      });
      return {};
    },
  }),
  mlflowCall({
    method: 'POST',
    path: `${base}/set-tag`,
    needs: 'write',
    input: modelNameInput.extend({ key: requiredText, value: descriptionSchema.default('') }),
    async run({ context, input }) {
      const { id } = await requireModel(context.project.id, input.name);
      await noteRegisteredModel(database(), { id, tags: tagRecord([input]) });
      return {};
    },
  }),
  mlflowCall({
    method: 'DELETE',
    path: `${base}/delete-tag`,
    needs: 'write',
    input: modelNameInput.extend({ key: requiredText }),
    async run({ context, input }) {
      const { id } = await requireModel(context.project.id, input.name);
      await untagRegisteredModel(database(), { id, tag: input.key });
      return {};
    },
  }),
];

export const registeredModelCalls = [
  mlflowCall({
    method: 'POST',
    path: `${base}/create`,
    needs: 'write',
    input: modelNameInput.extend({
      tags: z.array(tagInput).max(100).default([]),
      description: descriptionSchema.default(''),
    }),
    async run({ context, input }) {
      const { project, actor } = context;
      const { name, description, tags } = input;
      const wish = { projectId: project.id, name, description, tags: tagRecord(tags), createdBy: actor };
      if ((await createRegisteredModel(database(), wish)) === null) throw taken(name);
      return oneModel(project.id, name);
    },
  }),
  mlflowCall({
    method: 'GET',
    path: `${base}/get`,
    needs: 'read',
    input: z.object({ name: requiredText }),
    run: ({ context, input }) => oneModel(context.project.id, input.name),
  }),
  mlflowCall({
    method: 'GET',
    path: `${base}/search`,
    needs: 'read',
    input: z.object({
      filter: z.string().default(''),
      order_by: orderBySchema,
      max_results: maxResults({ usual: 100, most: 1000 }),
      page_token: z.string().optional(),
    }),
    async run({ context, input }) {
      const search = {
        projectId: context.project.id,
        filter: parseFilter(input.filter, registeredModelRules),
        order: parseOrderBy(input.order_by, registeredModelRules),
      };
      const { items, next } = await onePage(input, (page) =>
        searchRegisteredModels(database(), { ...search, ...page }),
      );
      return { registered_models: some(await modelsJson(items)), ...next };
    },
  }),
  mlflowCall({
    method: 'PATCH',
    path: `${base}/update`,
    needs: 'write',
    input: modelNameInput.extend({ description: descriptionSchema.default('') }),
    async run({ context, input }) {
      const { id } = await requireModel(context.project.id, input.name);
      await noteRegisteredModel(database(), { id, description: input.description });
      return oneModel(context.project.id, input.name);
    },
  }),
  mlflowCall({
    method: ['GET', 'POST'],
    path: `${base}/get-latest-versions`,
    needs: 'read',
    input: z.object({ name: requiredText, stages: z.array(z.string()).default([]) }),
    async run({ context, input }) {
      const { id } = await requireModel(context.project.id, input.name);
      const stages = input.stages.length === 0 ? versionStages : input.stages;
      const versions = latestOfStages(await listModelVersions(database(), [id]), stages);
      return { model_versions: some(versions.map(versionJson)) };
    },
  }),
  ...changeCalls,
];
