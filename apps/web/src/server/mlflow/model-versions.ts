import {
  appendAudit,
  archiveStage,
  createModelVersion,
  deleteModelVersion,
  type ModelVersion,
  noteModelVersion,
  searchModelVersions,
  untagModelVersion,
  type VersionNote,
  versionStageSchema,
} from '@millrace/db';
import { invalid, modelVersionRules, parseFilter, parseOrderBy } from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import { database } from '../database';
import type { ProjectContext } from '../use-case';
import { mlflowCall } from './call';
import { some } from './entities';
import { requireRun } from './find-things';
import { requireModel, requireVersion } from './find-versions';
import { checkModelSource, downloadUri } from './model-sources';
import { onePage } from './pages';
import { maxResults, orderBySchema, requiredText, tagInput, tagRecord } from './shared-inputs';
import { versionJson } from './version-json';

const base = '/api/2.0/mlflow/model-versions';
const descriptionSchema = z.string().max(5000);
const versionInput = z.object({ name: requiredText, version: z.coerce.string() });

async function changeVersion(
  { project, actor }: ProjectContext,
  key: { name: string; version: string },
  note: Omit<VersionNote, 'by'>,
): Promise<ModelVersion> {
  await noteModelVersion(database(), await requireVersion(project.id, key), { ...note, by: actor });
  return requireVersion(project.id, key);
}

const changeCalls = [
  mlflowCall({
    method: 'PATCH',
    path: `${base}/update`,
    needs: 'write',
    input: versionInput.extend({ description: descriptionSchema.default('') }),
    run: async ({ context, input }) => ({
      model_version: versionJson(await changeVersion(context, input, { description: input.description })),
    }),
  }),
  mlflowCall({
    method: 'POST',
    path: `${base}/set-tag`,
    needs: 'write',
    input: versionInput.extend({ key: requiredText, value: z.string().max(100_000).default('') }),
    async run({ context, input }) {
      await changeVersion(context, input, { tags: tagRecord([input]) });
      return {};
    },
  }),
  mlflowCall({
    method: 'DELETE',
    path: `${base}/delete-tag`,
    needs: 'write',
    input: versionInput.extend({ key: requiredText }),
    async run({ context, input }) {
      const { modelId, number } = await requireVersion(context.project.id, input);
      await untagModelVersion(database(), { modelId, number, tag: input.key });
      return {};
    },
  }),
  mlflowCall({
    method: 'POST',
    path: `${base}/transition-stage`,
    needs: 'write',
    input: versionInput.extend({ stage: requiredText, archive_existing_versions: z.boolean().default(false) }),
    // A stage is a note, as a tag is: what answers requests is moved by the alias champion alone.
    async run({ context, input }) {
      const stage = versionStageSchema.safeParse(
        input.stage.charAt(0).toUpperCase() + input.stage.slice(1).toLowerCase(),
      );
      if (!stage.success) throw invalid(`Invalid Model Version stage: ${input.stage.slice(0, 40)}.`);
      const version = await changeVersion(context, input, { stage: stage.data });
      const { modelId, number } = version;
      if (input.archive_existing_versions) {
        await archiveStage(database(), { modelId, stage: stage.data, except: number });
      }
      return { model_version: versionJson(version) };
    },
  }),
  mlflowCall({
    method: 'DELETE',
    path: `${base}/delete`,
    needs: 'write',
    input: versionInput,
    async run({ context, input }) {
      const { project, actor } = context;
      const { modelId, number, releaseId } = await requireVersion(project.id, input);
      if (releaseId !== null) {
        throw invalid(
          `Version ${number} of ${input.name} is a release of Millrace, which is never deleted through MLflow.`,
        );
      }
      await database().transaction(async (tx) => {
        await deleteModelVersion(tx, { modelId, number });
        const entry = { action: 'model.delete-version', subject: modelId, details: { version: number } };
        await appendAudit(tx, { projectId: project.id, actor, ...entry });
      });
      return {};
    },
  }),
];

export const modelVersionCalls = [
  mlflowCall({
    method: 'POST',
    path: `${base}/create`,
    needs: 'write',
    input: z.object({
      name: requiredText,
      source: requiredText.max(1000),
      run_id: z.string().optional(),
      model_id: z.string().optional(),
      tags: z.array(tagInput).max(100).default([]),
      description: descriptionSchema.default(''),
    }),
    async run({ context, input }) {
      const { project, actor } = context;
      const { id: modelId } = await requireModel(project.id, input.name);
      const source = await checkModelSource(project.id, input.source);
      const run = input.run_id ? (await requireRun(project.id, input.run_id)).id : source.runId;
      const number = await createModelVersion(database(), {
        modelId,
        source: input.source,
        runId: run,
        loggedModelId: source.loggedModelId,
        description: input.description,
        tags: tagRecord(input.tags),
        createdBy: actor,
      });
      const version = await requireVersion(project.id, { name: input.name, version: String(number) });
      return { model_version: versionJson(version) };
    },
  }),
  mlflowCall({
    method: 'GET',
    path: `${base}/get`,
    needs: 'read',
    input: versionInput,
    run: async ({ context, input }) => ({
      model_version: versionJson(await requireVersion(context.project.id, input)),
    }),
  }),
  mlflowCall({
    method: 'GET',
    path: `${base}/search`,
    needs: 'read',
    input: z.object({
      filter: z.string().default(''),
      order_by: orderBySchema,
      max_results: maxResults({ usual: 10_000, most: 200_000 }),
      page_token: z.string().optional(),
    }),
    async run({ context, input }) {
      const search = {
        projectId: context.project.id,
        filter: parseFilter(input.filter, modelVersionRules),
        order: parseOrderBy(input.order_by, modelVersionRules),
      };
      const { items, next } = await onePage(input, (page) => searchModelVersions(database(), { ...search, ...page }));
      return { model_versions: some(items.map(versionJson)), ...next };
    },
  }),
  mlflowCall({
    method: 'GET',
    path: `${base}/get-download-uri`,
    needs: 'read',
    input: versionInput,
    run: async ({ context, input }) => ({
      artifact_uri: await downloadUri(context.project.id, await requireVersion(context.project.id, input)),
    }),
  }),
  ...changeCalls,
];
