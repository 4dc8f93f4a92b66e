import { randomUUID } from 'node:crypto';
import {
  createTrackRun,
  searchTrackRuns,
  setTrackRunState,
  setTrackTags,
  trackRunStatusSchema,
  updateTrackRun,
} from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import {
  experimentNumber,
  int64Schema,
  inventRunName,
  parseFilter,
  parseOrderBy,
  runRules,
} from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import { database } from '../database';
import { mlflowCall } from './call';
import { type JsonPart, runInfoJson, runsJson } from './entities';
import { requireActiveExperiment, requireRun } from './find-things';
import { checkTags } from './log';
import { onePage } from './pages';
import {
  lifecycleOf,
  maxResults,
  orderBySchema,
  requiredText,
  runIdInput,
  tagInput,
  viewTypeSchema,
} from './shared-inputs';

const base = '/api/2.0/mlflow/runs';
const nameTag = 'mlflow.runName';

/** Milliseconds since 1970 that are a date. */
const momentSchema = int64Schema.refine(
  (ms) => ms >= 0n && ms <= 8_640_000_000_000_000n,
  'expected milliseconds since 1970',
);
const runName = z.string().max(500);

async function oneRun(projectId: ProjectId, id: string): Promise<JsonPart> {
  const [run] = await runsJson([await requireRun(projectId, id)]);
  return run ?? {};
}

export const runCalls = [
  mlflowCall({
    method: 'POST',
    path: `${base}/create`,
    needs: 'write',
    input: z.object({
      experiment_id: z.string().default('0'),
      user_id: z.string().max(500).default(''),
      run_name: runName.optional(),
      start_time: momentSchema.optional(),
      tags: z.array(tagInput).max(100).default([]),
    }),
    async run({ context, input }) {
      const { project, actor } = context;
      const experiment = await requireActiveExperiment(project.id, input.experiment_id || '0');
      const id = randomUUID();
      const tagged = input.tags.find(({ key }) => key === nameTag)?.value;
      const name = input.run_name || tagged || inventRunName(id);
      const tags = checkTags([...input.tags, { key: nameTag, value: name }]);
      await database().transaction(async (tx) => {
        await createTrackRun(tx, {
          projectId: project.id,
          experimentId: experiment.id,
          id,
          name,
          userName: input.user_id,
          startMs: input.start_time ?? BigInt(Date.now()),
          createdBy: actor,
        });
        await setTrackTags(tx, { runId: id, tags });
      });
      return { run: await oneRun(project.id, id.replaceAll('-', '')) };
    },
  }),
  mlflowCall({
    method: 'GET',
    path: `${base}/get`,
    needs: 'read',
    input: runIdInput,
    run: async ({ context, input }) => ({ run: await oneRun(context.project.id, input.run_id) }),
  }),
  mlflowCall({
    method: 'POST',
    path: `${base}/update`,
    needs: 'write',
    input: runIdInput.extend({
      status: trackRunStatusSchema.optional(),
      end_time: momentSchema.optional(),
      run_name: runName.optional(),
    }),
    async run({ context, input }) {
      const projectId = context.project.id;
      const { id } = await requireRun(projectId, input.run_id);
      const { status, end_time: endMs, run_name: name } = input;
      await database().transaction(async (tx) => {
        await updateTrackRun(tx, {
          projectId,
          id,
          ...(status === undefined ? {} : { status }),
          ...(endMs === undefined ? {} : { endMs }),
          ...(name ? { name } : {}),
        });
        if (name) await setTrackTags(tx, { runId: id, tags: [{ key: nameTag, value: name }] });
      });
      return { run_info: runInfoJson(await requireRun(projectId, input.run_id)) };
    },
  }),
  ...(['delete', 'restore'] as const).map((verb) =>
    mlflowCall({
      method: 'POST',
      path: `${base}/${verb}`,
      needs: 'write',
      input: runIdInput,
      async run({ context, input }) {
        const projectId = context.project.id;
        const { id } = await requireRun(projectId, input.run_id);
        await setTrackRunState(database(), { projectId, id, state: verb === 'delete' ? 'deleted' : 'active' });
        return {};
      },
    }),
  ),
  mlflowCall({
    method: 'POST',
    path: `${base}/search`,
    needs: 'read',
    input: z.object({
      experiment_ids: z.array(requiredText).max(10_000).default([]),
      filter: z.string().default(''),
      run_view_type: viewTypeSchema,
      order_by: orderBySchema,
      max_results: maxResults({ usual: 1000, most: 50_000 }),
      page_token: z.string().optional(),
    }),
    async run({ context, input }) {
      const search = {
        projectId: context.project.id,
        experiments: input.experiment_ids.map(experimentNumber),
        lifecycle: lifecycleOf[input.run_view_type],
        filter: parseFilter(input.filter, runRules),
        order: parseOrderBy(input.order_by, runRules),
      };
      const { items, next } = await onePage(input, (page) => searchTrackRuns(database(), { ...search, ...page }));
      const runs = await runsJson(items);
      return { ...(runs.length === 0 ? {} : { runs }), ...next };
    },
  }),
];
