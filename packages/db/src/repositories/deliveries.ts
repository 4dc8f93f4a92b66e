import type { Db } from '../client';
import { type Delivery, deliverySchema } from '../mappers/clock-row';
import { toJson, toJsonText } from '../raw-query';

export type NewDelivery = Pick<Delivery, 'projectId' | 'kind' | 'target' | 'payload'> & {
  requestKey?: string;
  /** Name of the secret of the project that it is signed by. */
  secret?: string;
};

/** Records a message to the outside. With `requestKey` the same message is recorded once. */
export async function createDelivery(db: Db, input: NewDelivery): Promise<Delivery> {
  const data = { ...input, payload: toJson(input.payload) };
  if (input.requestKey === undefined) return deliverySchema.parse(await db.prisma.delivery.create({ data }));
  const row = await db.prisma.delivery.upsert({ where: { requestKey: input.requestKey }, create: data, update: {} });
  return deliverySchema.parse(row);
}

export async function getDelivery(db: Db, id: string): Promise<Delivery | null> {
  const row = await db.prisma.delivery.findUnique({ where: { id } });
  return row === null ? null : deliverySchema.parse(row);
}

/** The delivery that was recorded under a key; null when there is none yet. */
export async function findDelivery(db: Db, requestKey: string): Promise<Delivery | null> {
  const row = await db.prisma.delivery.findUnique({ where: { requestKey } });
  return row === null ? null : deliverySchema.parse(row);
}

/** Deliveries still queued since before `olderThan`: their jobs may have been lost. */
export async function listUnsentDeliveries(db: Db, filter: { olderThan: Date }): Promise<Delivery[]> {
  const rows = await db.prisma.delivery.findMany({
    where: { status: 'queued', createdAt: { lt: filter.olderThan } },
    orderBy: { createdAt: 'asc' },
    take: 1000,
  });
  return rows.map((row) => deliverySchema.parse(row));
}

/** Notes a try, and how it went; `queued` means that another one follows. */
export async function markDelivery(
  db: Db,
  input: { id: string; status: Delivery['status']; error?: string },
): Promise<void> {
  const now = new Date();
  const error = input.error ?? null;
  const tried = toJsonText([{ at: now.toISOString(), error }]);
  await db.prisma.$executeRaw`update delivery set status = ${input.status}, attempts = attempts + 1, error = ${error},
    tries = tries || ${tried}::jsonb, sent_at = ${input.status === 'sent' ? now : null}
    where id = ${input.id}::uuid`;
}
