import {
  describeOpenRollout,
  findOpenRollout,
  getCandidate,
  getEndpoint,
  getReleaseUnchecked,
  listDeployments,
  listRevisions,
  type NamedRelease,
} from '@millrace/db';
import type { WindowShape } from '@millrace/pipeline-core/api';
import { endpointIdSchema, type ProjectId, type ReleaseId } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import { forwardTarget, rollbackTarget } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { findPackedRows, findSignatureRows, type SignatureRows } from '../candidates/find-signature-rows';
import { readWindow } from '../data-service/client';
import { database } from '../database';
import { notFound } from '../errors';
import { healthNow } from '../monitoring/health-now';
import { noInput, projectAction, projectQuery } from '../use-case';
import { listAnswering } from './list-answering';
import { actorNames } from './name-actor';
import { askDescription, askEndpoint, endpointUrl } from './scoring-client';

type Answering = Awaited<ReturnType<typeof listAnswering>>[number];

function listed({ endpoint, release }: Answering) {
  return {
    ...endpoint,
    url: endpointUrl(endpoint.slug),
    answers: release === null ? null : `${release.modelName} v${release.number}`,
  };
}

/** Every endpoint with its address and the release that takes most of its traffic. */
export const listEndpointsUseCase = projectQuery('view', noInput, async ({ project }) => ({
  endpoints: (await listAnswering(project.id)).map(listed),
}));

/** The same, each with a rollout under way and how it is by its last hour: for the page that shows them, not for menus. */
export const endpointBoardUseCase = projectQuery('view', noInput, async ({ project }) => {
  const answering = await listAnswering(project.id);
  return {
    endpoints: await Promise.all(
      answering.map(async (one) => {
        const { endpoint } = one;
        const [open, health] = await Promise.all([describeOpenRollout(database(), endpoint.id), healthNow(endpoint)]);
        return {
          ...listed(one),
          rollout: open === null ? null : { release: open.release, percent: open.percent },
          health,
        };
      }),
    ),
  };
});

export const getEndpointUseCase = projectQuery(
  'view',
  z.object({ id: endpointIdSchema }),
  async ({ project }, { id }) => {
    const endpoint = await getEndpoint(database(), { projectId: project.id, id });
    if (endpoint === null) throw notFound('endpoint');
    const key = { projectId: project.id, endpointId: id };
    const [revisions, deployments, open, nameOf] = await Promise.all([
      listRevisions(database(), key),
      listDeployments(database(), key),
      findOpenRollout(database(), id),
      actorNames(project.id),
    ]);
    const rollback = rollbackTarget(revisions, open);
    const again = forwardTarget(revisions);
    const ids = new Set<ReleaseId>(deployments.map(({ releaseId }) => releaseId));
    for (const route of endpoint.config?.routes ?? []) ids.add(route.release);
    for (const release of endpoint.config?.chain ?? []) ids.add(release);
    if (rollback !== null) ids.add(rollback.release);
    if (again !== null) ids.add(again);
    const releases = (await Promise.all([...ids].map((release) => getReleaseUnchecked(database(), release)))).filter(
      (release) => release !== null,
    );
    return {
      endpoint: { ...endpoint, url: endpointUrl(endpoint.slug) },
      releases,
      revisions,
      deployments: deployments.map((deployment) => ({ ...deployment, who: nameOf(deployment.createdBy) })),
      rollback,
      again,
    };
  },
);

/** The rows a release was tested on: in the run that trained its model, since a run of the Deploy button makes no table. */
async function findHeldOutRows(projectId: ProjectId, release: NamedRelease): Promise<SignatureRows | null> {
  const { inputs } = release.manifest.signature;
  const candidate =
    release.candidateId === null ? null : await getCandidate(database(), { projectId, id: release.candidateId });
  if (candidate !== null) return findSignatureRows({ runId: candidate.runId, inputs, trainerIdx: candidate.idx });
  if (release.runId === null) return null;
  return findPackedRows({ runId: release.runId, inputs, bundle: release.bundleHash });
}

function namedCells({ columns, rows }: WindowShape): Record<string, Json> {
  const cells = rows[0] ?? [];
  return Object.fromEntries(columns.map((column, index) => [column.name, cells[index] ?? null]));
}

/** A real held-out row of the served release, as a request would carry it, and how many there are; null past the last. */
export const sampleRowUseCase = projectQuery(
  'view',
  z.object({ id: endpointIdSchema, offset: z.number().int().nonnegative().default(0) }),
  async ({ project }, { id, offset }) => {
    const endpoint = await getEndpoint(database(), { projectId: project.id, id });
    const first = endpoint?.config?.routes[0];
    if (endpoint === null || first === undefined) throw notFound('endpoint');
    const release = await getReleaseUnchecked(database(), first.release);
    const found = release === null ? null : await findHeldOutRows(project.id, release);
    if (release === null || found === null) return { row: null, label: null, total: 0 };
    // What is looked up is not sent: the row shows what callers send.
    const inputs = release.manifest.signature.inputs.filter(({ lookup }) => lookup === undefined);
    const heldOut = await readWindow({ table: found.rows.table, offset, limit: 1, part: 'test' });
    const { total } = heldOut;
    const row = heldOut.rowNumbers[0];
    if (row === undefined) return { row: null, label: null, total };
    const prepared = namedCells(heldOut);
    const isRaw = found.rows.table === found.source.table;
    const raw = isRaw ? prepared : namedCells(await readWindow({ table: found.source.table, row, limit: 1 }));
    return {
      total,
      row: Object.fromEntries(inputs.map(({ name }) => [name, raw[name] ?? null])),
      label: prepared[release.manifest.target] ?? null,
    };
  },
);

export const testEndpointUseCase = projectAction(
  'run',
  z.object({ id: endpointIdSchema, row: z.record(z.string(), z.json()) }),
  async ({ project, actor }, { id, row }) => {
    const endpoint = await getEndpoint(database(), { projectId: project.id, id });
    if (endpoint === null) throw notFound('endpoint');
    return askEndpoint({ slug: endpoint.slug, caller: actor, rows: [row] });
  },
);

/** Where each release of an endpoint answers: in the scoring process, or in one of its own and how that fares. */
export const endpointProcessesUseCase = projectQuery(
  'view',
  z.object({ id: endpointIdSchema }),
  async ({ project }, { id }) => {
    const endpoint = await getEndpoint(database(), { projectId: project.id, id });
    if (endpoint === null) throw notFound('endpoint');
    return { processes: endpoint.config === null ? [] : (await askDescription(endpoint.slug)).processes };
  },
);
