import {
  getReleaseUnchecked,
  hasRequestsBefore,
  listDeployments,
  listEndpointsEver,
  listRequests,
  type ScorePlace,
} from '@millrace/db';
import { type EndpointId, endpointIdSchema, type ReleaseId, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { predictionSchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { cursorOf } from '../cursor';
import { database } from '../database';
import { notFound } from '../errors';
import { namedPredictions } from '../monitoring/named-predictions';
import { noInput, type ProjectContext, projectQuery } from '../use-case';

const cursor = cursorOf(z.object({ at: z.iso.datetime(), id: z.uuid() }));
/** How far one page looks back for an outcome or a release, which may be rare, in ms. */
const lookBack = 7 * 24 * 3600_000;
/** Before all ids: of what has exactly this time nothing is left out, and nothing is told twice. */
const firstId = '00000000-0000-0000-0000-000000000000';

const requestsInput = z.object({
  endpoint: endpointIdSchema.optional(),
  release: releaseIdSchema.optional(),
  outcome: predictionSchema.shape.status.optional(),
  limit: z.number().int().min(1).max(200).default(50),
  cursor: z.string().max(400).optional(),
});

/**
 * Requests of a project or of one endpoint, deleted ones too, newest first, the refused among them; `next` asks for those
 * before. With an outcome or a release a page looks back a week, so it may hold none and still have a next; `lookedTo` says
 * how far it looked then.
 */
export const listRequestsUseCase = projectQuery('view', requestsInput, async (context, input) => {
  const { release, outcome: status, limit } = input;
  const endpoints = await endpointsAsked(context, input.endpoint);
  const before = input.cursor === undefined ? undefined : cursor.read(input.cursor);
  const since = status === undefined && release === undefined ? undefined : new Date(endOf(before) - lookBack);
  const found = await listRequests(database(), { endpoints, release, status, before, since, limit });
  const items = await namedPredictions(context.project.id, found);
  const last = found.at(-1);
  if (last !== undefined && found.length === limit)
    return { items, lookedTo: null, next: cursor.write({ at: last.at, id: last.id }) };
  if (since === undefined || !(await hasRequestsBefore(database(), { endpoints, release, at: since })))
    return { items, lookedTo: null, next: null };
  return { items, lookedTo: since, next: cursor.write({ at: since.toISOString(), id: firstId }) };
});

const endOf = (before: ScorePlace | undefined) => (before === undefined ? Date.now() : Date.parse(before.at));

async function endpointsAsked({ project }: ProjectContext, asked: EndpointId | undefined): Promise<EndpointId[]> {
  const ids = (await listEndpointsEver(database(), project.id)).map(({ id }) => id);
  if (asked === undefined) return ids;
  if (!ids.includes(asked)) throw notFound('endpoint');
  return [asked];
}

/** What requests can be narrowed down to: the endpoints, deleted ones last, and the releases that were sent to one lately. */
export const requestFiltersUseCase = projectQuery('view', noInput, async ({ project }) => {
  const [endpoints, deployments] = await Promise.all([
    listEndpointsEver(database(), project.id),
    listDeployments(database(), { projectId: project.id, limit: 200 }),
  ]);
  const sent = [...new Set(deployments.map(({ releaseId }) => releaseId))];
  return {
    endpoints: endpoints.map(({ id, name, deleted }) => ({ id, name: deleted ? `${name} (deleted)` : name })),
    releases: (await Promise.all(sent.map(namedRelease))).flatMap((release) => release ?? []),
  };
});

async function namedRelease(id: ReleaseId) {
  const release = await getReleaseUnchecked(database(), id); // of a deployment of this project
  return release === null ? null : { id, name: `${release.modelName} v${release.number}` };
}
