import type { EndpointId, ProjectId } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import type { DeploymentKind, EndpointConfig } from '@millrace/pipeline-core/release';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { z } from 'zod';
import type { Db } from '../client';
import { type EndpointRevision, endpointRevisionSchema } from '../mappers/endpoint-row';
import { queryRow, sql, toJson, toNullableJson } from '../raw-query';
import { actorName } from './actor-name';

export type NewRevision = {
  endpointId: EndpointId;
  config: EndpointConfig;
  kind?: DeploymentKind;
  reason?: string;
  gates?: Json;
  createdBy: string;
  /** When given, the revision the caller decided on: another one means that somebody else deployed meanwhile. */
  baseRevision?: number;
};

/** Appends a revision and tells every scoring process, in one transaction: nobody hears of it before it is there. */
export async function appendRevision(
  db: Db,
  input: NewRevision,
): Promise<Result<{ revision: number }, 'stale' | 'missing'>> {
  return db.transaction(async (tx) => {
    const endpoint = await queryRow(
      tx,
      z.object({ revision: z.number() }),
      sql`select revision from endpoint where id = ${input.endpointId}::uuid and deleted_at is null for update`,
    );
    if (endpoint === null) return err('missing');
    if (input.baseRevision !== undefined && input.baseRevision !== endpoint.revision) return err('stale');
    const revision = endpoint.revision + 1;
    await tx.prisma.endpointRevision.create({
      data: {
        endpointId: input.endpointId,
        revision,
        kind: input.kind ?? 'deploy',
        config: toJson(input.config),
        reason: input.reason ?? null,
        gates: toNullableJson(input.gates),
        createdBy: input.createdBy,
      },
    });
    await tx.prisma.endpoint.update({ where: { id: input.endpointId }, data: { revision } });
    await tx.prisma.$executeRaw`select pg_notify('mr_endpoint', ${input.endpointId})`;
    return ok({ revision });
  });
}

/** Who made a revision, by name. */
export async function whoMadeRevision(db: Db, key: { endpointId: EndpointId; revision: number }): Promise<string> {
  const row = await queryRow(
    db,
    z.object({ who: z.string() }),
    sql`select ${actorName({ actor: sql`r.created_by`, project: sql`e.project_id` })} as who
        from endpoint_revision r join endpoint e on e.id = r.endpoint_id
        where r.endpoint_id = ${key.endpointId}::uuid and r.revision = ${key.revision}`,
  );
  return row?.who ?? 'somebody who has left';
}

/** Revisions of an endpoint, newest first. */
export async function listRevisions(
  db: Db,
  key: { projectId: ProjectId; endpointId: EndpointId },
): Promise<EndpointRevision[]> {
  const rows = await db.prisma.endpointRevision.findMany({
    where: { endpointId: key.endpointId, endpoint: { projectId: key.projectId } },
    orderBy: { revision: 'desc' },
  });
  return rows.map((row) => endpointRevisionSchema.parse(row));
}
