import { getEndpoint, getReleaseUnchecked, listEndpoints, listPredictions, listServingMinutes } from '@millrace/db';
import { type EndpointId, endpointIdSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import { defaultBudgetMs } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';
import { fleetFigures } from './fleet-figures';
import { healthOf, monitoringSentence } from './health';
import { namedPredictions } from './named-predictions';
import { servingByRelease, servingSeries, summariseServing } from './summarise-serving';

export const rangeSchema = z.enum(['1h', '24h', '7d']).default('1h');
const rangeFacts = {
  '1h': { minutes: 60, step: 1, words: 'the last hour' },
  '24h': { minutes: 24 * 60, step: 15, words: 'the last day' },
  '7d': { minutes: 7 * 24 * 60, step: 120, words: 'the last week' },
} as const;

function windowOf(range: keyof typeof rangeFacts) {
  const facts = rangeFacts[range];
  const to = new Date();
  return { ...facts, to, from: new Date(to.getTime() - facts.minutes * 60_000) };
}

export const monitoringOverviewUseCase = projectQuery(
  'view',
  z.object({ range: rangeSchema }),
  async ({ project }, { range }) => {
    const { from, to, step, words } = windowOf(range);
    const endpoints = (await listEndpoints(database(), project.id)).filter(({ config }) => config !== null);
    const rows = await Promise.all(
      endpoints.map(async (endpoint) => {
        const minutes = await listServingMinutes(database(), { endpointId: endpoint.id, from, to });
        const figures = summariseServing(minutes);
        const health = healthOf(figures, {
          budgetMs: endpoint.config?.budgetMs ?? defaultBudgetMs,
          windowWords: words,
        });
        return {
          id: endpoint.id,
          name: endpoint.name,
          sandbox: endpoint.sandbox,
          health,
          figures,
          trend: servingSeries(minutes, { from, to, stepMinutes: step }).map(({ served }) => served),
        };
      }),
    );
    return { sentence: monitoringSentence(rows), fleet: fleetFigures(rows), windowWords: words, rows, from, to };
  },
);

export const endpointMonitoringUseCase = projectQuery(
  'view',
  z.object({ id: endpointIdSchema, range: rangeSchema }),
  async ({ project }, { id, range }) => {
    const endpoint = await getEndpoint(database(), { projectId: project.id, id });
    if (endpoint === null) throw notFound('endpoint');
    const { from, to, step, words } = windowOf(range);
    const minutes = await listServingMinutes(database(), { endpointId: id, from, to });
    const figures = summariseServing(minutes);
    const releases = await Promise.all(
      servingByRelease(minutes).map(async (row) => {
        const release = await getReleaseUnchecked(database(), row.release);
        return { ...row, name: release === null ? null : `${release.modelName} v${release.number}` };
      }),
    );
    return {
      endpoint,
      figures,
      releases,
      health: healthOf(figures, { budgetMs: endpoint.config?.budgetMs ?? defaultBudgetMs, windowWords: words }),
      windowWords: words,
      series: servingSeries(minutes, { from, to, stepMinutes: step }),
      stepMinutes: step,
      latest: await latestPredictions(project.id, id),
    };
  },
);

/** The newest predictions of an endpoint, with names. */
async function latestPredictions(projectId: ProjectId, endpointId: EndpointId) {
  return namedPredictions(projectId, await listPredictions(database(), { endpointId, limit: 50 }));
}
