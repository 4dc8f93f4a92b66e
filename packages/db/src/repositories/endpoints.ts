import { type EndpointId, endpointIdSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { z } from 'zod';
import type { Db } from '../client';
import type { Prisma } from '../generated/client';
import { type Endpoint, endpointSchema, type ServedEndpoint } from '../mappers/endpoint-row';
import { queryRows, sql } from '../raw-query';

export type EndpointKey = { projectId: ProjectId; id: EndpointId };

const withConfig = { revisions: { orderBy: { revision: 'desc' as const }, take: 1 } };

/** Makes an endpoint that answers nothing yet. The slug is its address and unique in the installation. */
export async function createEndpoint(
  db: Db,
  input: { projectId: ProjectId; name: string; slug: string; sandbox: boolean; createdBy: string },
): Promise<Result<Endpoint, 'name-taken' | 'slug-taken'>> {
  return db.transaction(async (tx) => {
    // `on conflict do nothing` keeps the surrounding transaction usable, an exception would not.
    const { count } = await tx.prisma.endpoint.createMany({ data: [input], skipDuplicates: true });
    if (count === 1) return ok(toEndpoint(await find(tx, { slug: input.slug })));
    const sameName = await tx.prisma.endpoint.count({ where: { projectId: input.projectId, name: input.name } });
    return err(sameName > 0 ? 'name-taken' : 'slug-taken');
  });
}

async function find(db: Db, where: Prisma.EndpointWhereInput) {
  return db.prisma.endpoint.findFirstOrThrow({ where, include: withConfig });
}

export async function getEndpoint(db: Db, key: EndpointKey): Promise<Endpoint | null> {
  return findEndpoint(db, key);
}

/** Without asking whose it is: for the deployment handler, which reads ids from deployments. */
export async function getEndpointUnchecked(db: Db, id: EndpointId): Promise<Endpoint | null> {
  return findEndpoint(db, { id });
}

export async function findEndpointByName(
  db: Db,
  key: { projectId: ProjectId; name: string },
): Promise<Endpoint | null> {
  return findEndpoint(db, key);
}

/** By address, in any project and whether or not it answers. Callers check the key that came with the request. */
export async function findEndpointBySlug(db: Db, slug: string): Promise<Endpoint | null> {
  return findEndpoint(db, { slug });
}

async function findEndpoint(db: Db, where: Prisma.EndpointWhereInput): Promise<Endpoint | null> {
  const row = await db.prisma.endpoint.findFirst({ where: { ...where, deletedAt: null }, include: withConfig });
  return row === null ? null : toEndpoint(row);
}

/**
 * The same, and nobody else decides what is deployed to it until the transaction ends. Routing waits meanwhile.
 * Null when it is not there.
 */
export async function lockEndpoint(tx: Db, key: EndpointKey): Promise<Endpoint | null> {
  await tx.prisma.$queryRaw(sql`select id from endpoint where id = ${key.id}::uuid for update`);
  return getEndpoint(tx, key);
}

/**
 * The same by name, where the endpoint may not be there yet: of those who would make it by deploying to it, too, the second
 * one waits.
 */
export async function lockDestination(tx: Db, key: { projectId: ProjectId; name: string }): Promise<Endpoint | null> {
  const { projectId, name } = key;
  await tx.prisma.$executeRaw(
    sql`select pg_advisory_xact_lock(hashtextextended(${`endpoint ${projectId} ${name}`}, 0))`,
  );
  const found = await findEndpointByName(tx, key);
  return found === null ? null : lockEndpoint(tx, { projectId, id: found.id });
}

/** Endpoints of a project by name. */
export async function listEndpoints(db: Db, projectId: ProjectId): Promise<Endpoint[]> {
  const rows = await db.prisma.endpoint.findMany({
    where: { projectId, deletedAt: null },
    orderBy: { name: 'asc' },
    include: withConfig,
  });
  return rows.map(toEndpoint);
}

/** An endpoint by name, as it was called before it was deleted. */
export type EndpointEver = { id: EndpointId; name: string; deleted: boolean };

/** Endpoints of a project that are there, by name, and after them the deleted ones: what these answered is kept. */
export async function listEndpointsEver(db: Db, projectId: ProjectId): Promise<EndpointEver[]> {
  const rows = await db.prisma.endpoint.findMany({
    where: { projectId },
    select: { id: true, name: true, deletedAt: true },
    orderBy: { name: 'asc' },
  });
  const all = rows.map(({ id, name, deletedAt }) => ({
    id: endpointIdSchema.parse(id),
    name: name.replace(deletedMark(id), ''),
    deleted: deletedAt !== null,
  }));
  return [...all.filter(({ deleted }) => !deleted), ...all.filter(({ deleted }) => deleted)];
}

/** What deleting appends to a name, so that the name is free. */
const deletedMark = (id: string) => ` (deleted ${id})`;

const numberedSchema = z.object({ endpoint: endpointIdSchema, model: z.string() });

/**
 * Every endpoint of the installation that can answer: what a scoring process loads. `numbersOf`: the model of which a
 * number alone names a release. It is the one that was last deployed at once, with all traffic: a rollout never changes
 * what the number means that a caller has.
 */
export async function listServedEndpoints(db: Db): Promise<(ServedEndpoint & { numbersOf: string | null })[]> {
  const rows = await db.prisma.endpoint.findMany({
    where: { deletedAt: null, revisions: { some: {} } },
    orderBy: { createdAt: 'asc' },
    include: withConfig,
  });
  const numbered = await queryRows(
    db,
    numberedSchema,
    sql`select distinct on (e.endpoint_id) e.endpoint_id as endpoint, m.name as model
      from endpoint_revision e
      cross join lateral (select (x->>'release')::uuid as id from jsonb_array_elements(e.config->'routes') x
        order by (x->>'weight')::float8 desc limit 1) busiest
      join release r on r.id = busiest.id join model m on m.id = r.model_id
      where not exists (select 1 from rollout o join rollout_move v on v.rollout_id = o.id
        where o.endpoint_id = e.endpoint_id and v.revision = e.revision)
      order by e.endpoint_id, e.revision desc`,
  );
  const models = new Map(numbered.map(({ endpoint, model }) => [endpoint, model]));
  return rows
    .map(toEndpoint)
    .filter(isServed)
    .map((endpoint) => ({ ...endpoint, numbersOf: models.get(endpoint.id) ?? null }));
}

/** One that can answer, by its address. */
export async function getServedEndpoint(db: Db, slug: string): Promise<ServedEndpoint | null> {
  const endpoint = await findEndpoint(db, { slug });
  return endpoint !== null && isServed(endpoint) ? endpoint : null;
}

/** Takes the mark "sandbox" off: from now on the endpoint counts as live. */
export async function markEndpointLive(db: Db, id: EndpointId): Promise<void> {
  await db.prisma.endpoint.update({ where: { id }, data: { sandbox: false } });
}

/**
 * Takes an endpoint out of service; its name and address become free. Scoring processes are told. Its places in topics go:
 * nobody is to wait for a reader that reads no more.
 */
export async function deleteEndpoint(db: Db, key: EndpointKey): Promise<boolean> {
  return db.transaction(async (tx) => {
    await tx.prisma.$executeRaw`
      delete from bus_consumer c using score_stream s, endpoint e
      where e.id = ${key.id}::uuid and e.project_id = ${key.projectId}::uuid and e.deleted_at is null and s.endpoint_id = e.id
        and c.consumer = 'scores ' || e.slug and c.project_id = s.project_id and c.topic = s.topic`;
    const changed = await tx.prisma.$executeRaw`
      update endpoint set deleted_at = now(), name = name || ${deletedMark(key.id)}, slug = slug || '-' || id
      where id = ${key.id}::uuid and project_id = ${key.projectId}::uuid and deleted_at is null`;
    if (changed === 1) await tx.prisma.$executeRaw`select pg_notify('mr_endpoint', ${key.id})`;
    return changed === 1;
  });
}

type EndpointRow = { revision: number; revisions: { revision: number; config: unknown }[] } & Record<string, unknown>;

function toEndpoint(row: EndpointRow): Endpoint {
  // The two tables are read one after the other: number and configuration must come from the same revision.
  const newest = row.revisions[0];
  return endpointSchema.parse({ ...row, revision: newest?.revision ?? row.revision, config: newest?.config ?? null });
}

function isServed(endpoint: Endpoint): endpoint is ServedEndpoint {
  return endpoint.config !== null;
}
