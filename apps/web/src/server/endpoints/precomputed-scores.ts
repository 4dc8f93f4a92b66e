import { getEndpoint, getReleaseUnchecked, listPrecomputedScores } from '@millrace/db';
import { endpointIdSchema } from '@millrace/pipeline-core/ids';
import type { EndpointConfig } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';
import { askDescription, type ScoresInMemory } from './scoring-client';

/**
 * Of each release that an endpoint asks: the scores that it may answer with, until when, and why they are not in memory where
 * the scoring server says so. Routed ones come first.
 */
export const precomputedScoresUseCase = projectQuery(
  'view',
  z.object({ id: endpointIdSchema }),
  async ({ project }, { id }) => {
    const endpoint = await getEndpoint(database(), { projectId: project.id, id });
    if (endpoint === null) throw notFound('endpoint');
    const settings = endpoint.config?.precomputed;
    if (endpoint.config === null || settings === undefined) return { releases: [], readAt: new Date() };
    const { key } = settings;
    const [found, inMemory] = await Promise.all([
      listPrecomputedScores(database(), { projectId: project.id, endpointId: id, key }),
      scoresInMemory(endpoint.slug),
    ]);
    const releases = await Promise.all(
      askedBy(endpoint.config).map(async ({ release, routed }) => {
        const facts = await getReleaseUnchecked(database(), release);
        const scores = found.find((one) => one.release === release) ?? null;
        const until = scores === null ? null : new Date(scores.at.getTime() + settings.maxAgeSeconds * 1000);
        return {
          id: release,
          title: facts === null ? 'a deleted release' : `${facts.modelName} v${facts.number}`,
          routed,
          scores:
            scores === null || until === null
              ? null
              : {
                  batch: scores.batch,
                  from: `${scores.dataset}, batch ${scores.number}`,
                  rows: scores.rows,
                  at: scores.at,
                  until,
                  problem: problemOf(inMemory, { release, batch: scores.batch }),
                },
        };
      }),
    );
    return { releases, readAt: new Date() };
  },
);

/** Which scores there are is in the database: it is told whether or not a scoring server answers. */
async function scoresInMemory(slug: string): Promise<ScoresInMemory[]> {
  return askDescription(slug, { patienceMs: 2_000 }).then(
    ({ scores }) => scores,
    () => [],
  );
}

/** null: they are in memory, or will be in a moment. */
function problemOf(inMemory: readonly ScoresInMemory[], o: { release: string; batch: string }): string | null {
  return inMemory.find(({ releaseId, batch }) => releaseId === o.release && batch === o.batch)?.problem?.text ?? null;
}

function askedBy({ routes, chain }: EndpointConfig) {
  const routed = routes.filter(({ weight }) => weight > 0).map(({ release }) => release);
  return [...new Set([...routed, ...chain])].map((release) => ({ release, routed: routed.includes(release) }));
}
