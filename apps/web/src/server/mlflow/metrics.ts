import { readTrackSeries } from '@millrace/db';
import { z } from 'zod';
import { database } from '../database';
import { mlflowCall } from './call';
import { pointJson, some } from './entities';
import { requireRun } from './find-things';
import { onePage } from './pages';
import { maxResults, requiredText, runIdInput } from './shared-inputs';

export const metricCalls = [
  mlflowCall({
    method: 'GET',
    path: '/api/2.0/mlflow/metrics/get-history',
    needs: 'read',
    input: runIdInput.extend({
      metric_key: requiredText,
      max_results: maxResults({ usual: 25_000, most: 25_000 }),
      page_token: z.string().optional(),
    }),
    async run({ context, input }) {
      const { id } = await requireRun(context.project.id, input.run_id);
      const { items, next } = await onePage(input, (page) =>
        readTrackSeries(database(), { runId: id, key: input.metric_key, ...page }),
      );
      return { metrics: some(items.map(pointJson)), ...next };
    },
  }),
];
