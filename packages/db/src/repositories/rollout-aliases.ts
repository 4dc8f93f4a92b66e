import { type ModelId, type ReleaseId, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import type { Rollout } from '../mappers/rollout-row';
import { queryRows, sql } from '../raw-query';
import { getAlias, removeAlias, setAlias } from './aliases';
import { getReleaseUnchecked } from './releases';
import type { TakenAlias } from './rollouts';

const alias = 'challenger';

/**
 * Lets the alias `challenger` of its model name a release that a rollout brings, and answers what stood there before any
 * rollout had set it: that is what comes back. Rollouts of one model on several endpoints share the alias, and the newest
 * has it. One that a person had let name the release already stays whose it is: the rollout has not set it.
 */
export async function takeAlias(tx: Db, { challenger }: Pick<Rollout, 'challenger'>): Promise<TakenAlias> {
  const untouched: TakenAlias = { aliasSet: false, aliasBefore: null, note: null };
  const release = await lockModelOf(tx, challenger);
  if (release === null) return untouched;
  const { modelId } = release;
  const named = await getAlias(tx, { modelId, alias });
  const setter = (await openSetters(tx, modelId)).find((open) => open.challenger === named?.id);
  if (named?.id === challenger) {
    return setter === undefined ? untouched : { aliasSet: true, aliasBefore: setter.aliasBefore, note: null };
  }
  await setAlias(tx, { modelId, alias, releaseId: challenger });
  // What a rollout had set is nobody's wish.
  if (setter !== undefined) return { aliasSet: true, aliasBefore: setter.aliasBefore, note: null };
  const taken = { aliasSet: true, aliasBefore: named?.id ?? null };
  if (named === null) return { ...taken, note: null };
  return { ...taken, note: `The alias ${alias} named v${named.number}; it names v${release.number} now.` };
}

/**
 * When a rollout is over the alias that it set names the release of the newest other rollout of the model that is open, or
 * else what stood there before, or nothing. One that somebody has set since stays, and so does that of a newer rollout.
 */
export async function releaseAliases(
  tx: Db,
  rollout: Pick<Rollout, 'id' | 'challenger' | 'aliasSet' | 'aliasBefore'>,
  status: 'done' | 'aborted' | 'rolled-back',
): Promise<void> {
  const release = await lockModelOf(tx, rollout.challenger);
  if (release === null) return;
  const { modelId } = release;
  if (rollout.aliasSet && (await getAlias(tx, { modelId, alias }))?.id === rollout.challenger) {
    const other = (await openSetters(tx, modelId)).find(({ id }) => id !== rollout.id);
    const next = other === undefined ? rollout.aliasBefore : other.challenger;
    if (next === null) await removeAlias(tx, { modelId, alias });
    else await setAlias(tx, { modelId, alias, releaseId: next });
  }
  if (status === 'done') await setAlias(tx, { modelId, alias: 'champion', releaseId: rollout.challenger });
}

const setterSchema = z.object({
  id: z.string(),
  challenger: releaseIdSchema,
  aliasBefore: releaseIdSchema.nullable(),
});

/** Open rollouts of a model that have set the alias, the newest first. */
function openSetters(tx: Db, modelId: ModelId): Promise<z.output<typeof setterSchema>[]> {
  return queryRows(
    tx,
    setterSchema,
    sql`select o.id::text as id, o.challenger, o.alias_before as "aliasBefore"
        from rollout o join release r on r.id = o.challenger
        where r.model_id = ${modelId}::uuid and o.alias_set and o.status in ('running', 'paused')
        order by o.created_at desc, o.id`,
  );
}

/** Of two endpoints that move at once one waits: both would read the alias before either has written it. */
async function lockModelOf(tx: Db, challenger: ReleaseId) {
  const release = await getReleaseUnchecked(tx, challenger);
  if (release !== null)
    await tx.prisma.$queryRaw(sql`select id from model where id = ${release.modelId}::uuid for update`);
  return release;
}
