import { createHash } from 'node:crypto';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { canonicalJson, type Json, jsonSchema } from '@millrace/pipeline-core/json';
import type { Db } from '../client';
import { type AuditEntry, auditEntrySchema } from '../mappers/clock-row';
import { toJson } from '../raw-query';

export type NewAuditEntry = {
  projectId?: ProjectId | null;
  actor: string;
  action: string;
  subject: string;
  details: Json;
};

/** Hash before the first entry. */
const origin = '0'.repeat(64);

/** Appends an entry to the chain: its hash covers its content and the hash of the entry before. */
export async function appendAudit(db: Db, input: NewAuditEntry): Promise<AuditEntry> {
  return db.transaction(async (tx) => {
    await tx.prisma.$executeRaw`select pg_advisory_xact_lock(72707374, 0)`; // one chain: entries are appended one by one
    // As it is kept: the hash is of what a reader finds, also where a character cannot be stored.
    const details = toJson(input.details);
    const last = await tx.prisma.auditEntry.findFirst({ orderBy: { id: 'desc' }, select: { hash: true } });
    const facts = {
      projectId: input.projectId ?? null,
      actor: input.actor,
      action: input.action,
      subject: input.subject,
      details: jsonSchema.parse(details),
      at: new Date(),
      previous: last?.hash ?? origin,
    };
    const row = await tx.prisma.auditEntry.create({
      data: { ...facts, details, hash: hashOf(facts) },
    });
    return auditEntrySchema.parse(row);
  });
}

/** Entries of a project (without one, of the whole installation), newest first; 100 unless told otherwise. */
export async function listAudit(
  db: Db,
  filter: { projectId?: ProjectId; before?: bigint; limit?: number } = {},
): Promise<AuditEntry[]> {
  const rows = await db.prisma.auditEntry.findMany({
    where: {
      ...(filter.projectId === undefined ? {} : { projectId: filter.projectId }),
      ...(filter.before === undefined ? {} : { id: { lt: filter.before } }),
    },
    orderBy: { id: 'desc' },
    take: filter.limit ?? 100,
  });
  return rows.map((row) => auditEntrySchema.parse(row));
}

/** Walks the whole chain. `brokenAt` is the first entry that was changed, or whose predecessor was taken away. */
export async function verifyAudit(db: Db): Promise<{ entries: number; brokenAt: bigint | null }> {
  let entries = 0;
  let previous = origin;
  let cursor = 0n;
  for (;;) {
    const rows = await db.prisma.auditEntry.findMany({
      where: { id: { gt: cursor } },
      orderBy: { id: 'asc' },
      take: 1000,
    });
    if (rows.length === 0) return { entries, brokenAt: null };
    for (const row of rows) {
      const entry = auditEntrySchema.parse(row);
      if (entry.previous !== previous || hashOf(entry) !== entry.hash) return { entries, brokenAt: entry.id };
      previous = entry.hash;
      cursor = entry.id;
      entries += 1;
    }
  }
}

function hashOf(entry: Omit<AuditEntry, 'id' | 'hash'>): string {
  const { projectId, actor, action, subject, details, at, previous } = entry;
  const content = canonicalJson([previous, projectId, actor, action, subject, details, at.toISOString()]);
  return createHash('sha256').update(content).digest('hex');
}
