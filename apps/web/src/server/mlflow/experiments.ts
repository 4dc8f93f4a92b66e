import {
  createExperiment,
  findExperimentByName,
  renameExperiment,
  searchExperiments,
  setExperimentState,
  tagExperiment,
  untagExperiment,
} from '@millrace/db';
import { experimentRules, missing, parseFilter, parseOrderBy, TrackingError } from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import { database } from '../database';
import { mlflowCall } from './call';
import { experimentJson, some } from './entities';
import { requireActiveExperiment, requireExperiment } from './find-things';
import { onePage } from './pages';
import {
  experimentIdInput,
  lifecycleOf,
  maxResults,
  orderBySchema,
  requiredText,
  tagInput,
  tagRecord,
  viewTypeSchema,
} from './shared-inputs';

const base = '/api/2.0/mlflow/experiments';
const nameSchema = requiredText.max(500);
const pageToken = z.string().optional();

function taken(name: string): TrackingError {
  return new TrackingError('RESOURCE_ALREADY_EXISTS', `Experiment(name=${name}) already exists.`);
}

export const experimentCalls = [
  mlflowCall({
    method: 'POST',
    path: `${base}/create`,
    needs: 'write',
    input: z.object({ name: nameSchema, tags: z.array(tagInput).max(100).default([]) }),
    async run({ context, input }) {
      const { project, actor } = context;
      const wish = { projectId: project.id, name: input.name, tags: tagRecord(input.tags), createdBy: actor };
      const made = await createExperiment(database(), wish);
      if (made === null) throw taken(input.name);
      return { experiment_id: String(made.number) };
    },
  }),
  mlflowCall({
    method: 'GET',
    path: `${base}/get`,
    needs: 'read',
    input: experimentIdInput,
    run: async ({ context, input }) => ({
      experiment: experimentJson(await requireExperiment(context.project.id, input.experiment_id)),
    }),
  }),
  mlflowCall({
    method: 'GET',
    path: `${base}/get-by-name`,
    needs: 'read',
    input: z.object({ experiment_name: requiredText }),
    async run({ context, input }) {
      const name = input.experiment_name;
      const found = await findExperimentByName(database(), { projectId: context.project.id, name });
      if (found === null) throw missing(`Could not find experiment with name '${name}'`);
      return { experiment: experimentJson(found) };
    },
  }),
  mlflowCall({
    method: ['GET', 'POST'],
    path: `${base}/search`,
    needs: 'read',
    input: z.object({
      filter: z.string().default(''),
      view_type: viewTypeSchema,
      order_by: orderBySchema,
      max_results: maxResults({ usual: 1000, most: 50_000 }),
      page_token: pageToken,
    }),
    async run({ context, input }) {
      const filter = parseFilter(input.filter, experimentRules);
      const order = parseOrderBy(input.order_by, experimentRules);
      const lifecycle = lifecycleOf[input.view_type];
      const { items, next } = await onePage(input, (page) =>
        searchExperiments(database(), { projectId: context.project.id, lifecycle, filter, order, ...page }),
      );
      return { experiments: some(items.map(experimentJson)), ...next };
    },
  }),
  ...(['delete', 'restore'] as const).map((verb) =>
    mlflowCall({
      method: 'POST',
      path: `${base}/${verb}`,
      needs: 'write',
      input: experimentIdInput,
      async run({ context, input }) {
        const { number, state } = await requireExperiment(context.project.id, input.experiment_id);
        const wanted = verb === 'delete' ? 'deleted' : 'active';
        if (verb === 'delete' && state === 'deleted') throw missing(`No Experiment with id=${number} exists`);
        await setExperimentState(database(), { projectId: context.project.id, number, state: wanted });
        return {};
      },
    }),
  ),
  mlflowCall({
    method: 'POST',
    path: `${base}/update`,
    needs: 'write',
    input: experimentIdInput.extend({ new_name: nameSchema.optional() }),
    async run({ context, input }) {
      const { number } = await requireActiveExperiment(context.project.id, input.experiment_id);
      const name = input.new_name;
      if (name === undefined) return {};
      if (!(await renameExperiment(database(), { projectId: context.project.id, number, name }))) throw taken(name);
      return {};
    },
  }),
  mlflowCall({
    method: 'POST',
    path: `${base}/set-experiment-tag`,
    needs: 'write',
    input: experimentIdInput.extend({ key: requiredText, value: z.string().max(8000).default('') }),
    async run({ context, input }) {
      const { number } = await requireActiveExperiment(context.project.id, input.experiment_id);
      const tags = tagRecord([input]);
      await tagExperiment(database(), { projectId: context.project.id, number, tags });
      return {};
    },
  }),
  mlflowCall({
    method: 'POST',
    path: `${base}/delete-experiment-tag`,
    needs: 'write',
    input: experimentIdInput.extend({ key: requiredText }),
    async run({ context, input }) {
      const { number, tags } = await requireActiveExperiment(context.project.id, input.experiment_id);
      if (tags[input.key] === undefined) throw missing(`No tag with name: ${input.key} in experiment ${number}`);
      await untagExperiment(database(), { projectId: context.project.id, number, tag: input.key });
      return {};
    },
  }),
];
