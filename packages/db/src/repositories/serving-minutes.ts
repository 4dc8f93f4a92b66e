import type { EndpointId } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';
import { type ServingMinute, servingMinuteSchema } from '../mappers/prediction-row';
import { toJson, toNullableJson } from '../raw-query';

/** Writes the totals a process has for these minutes; writing again replaces them, so a repeated call counts nothing twice. */
export async function saveServingMinutes(db: Db, minutes: readonly ServingMinute[]): Promise<void> {
  await db.transaction(async (tx) => {
    for (const minute of minutes) {
      const { endpointId, releaseId, minute: at, process, histogram, outputs, routed, shadow, ...counts } = minute;
      const json = { histogram: toJson(histogram), outputs: toNullableJson(outputs) };
      const data = { ...counts, ...json, routed: toNullableJson(routed), shadow: toNullableJson(shadow) };
      const key = { endpointId, releaseId, minute: at, process };
      await tx.prisma.servingMinute.upsert({
        where: { endpointId_releaseId_minute_process: key },
        create: { ...key, ...data },
        update: data,
      });
    }
  });
}

/** Minutes of an endpoint in [from, to), oldest first; several processes give several rows per minute. */
export async function listServingMinutes(
  db: Db,
  filter: { endpointId: EndpointId; from: Date; to: Date },
): Promise<ServingMinute[]> {
  const rows = await db.prisma.servingMinute.findMany({
    where: { endpointId: filter.endpointId, minute: { gte: filter.from, lt: filter.to } },
    orderBy: [{ minute: 'asc' }, { releaseId: 'asc' }, { process: 'asc' }],
  });
  return rows.map((row) => servingMinuteSchema.parse(row));
}
