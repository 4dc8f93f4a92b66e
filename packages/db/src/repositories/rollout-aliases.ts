import type { ReleaseId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import type { Rollout } from '../mappers/rollout-row';
import { queryRow, sql } from '../raw-query';
import { getAlias, removeAlias, setAlias } from './aliases';
import { getReleaseUnchecked } from './releases';
import { isOpenChallenger, type TakenAlias } from './rollouts';

const alias = 'challenger';

/**
 * Lets the alias `challenger` of its model name a release that a rollout brings, and answers what it named before: the
 * rollout keeps that. Rollouts of one model on several endpoints share the alias, and the newest has it. One that names the
 * release already stays whose it is: the rollout has not set it.
 */
export async function takeAlias(tx: Db, { challenger }: Pick<Rollout, 'challenger'>): Promise<TakenAlias> {
  const untouched: TakenAlias = { aliasSet: false, aliasBefore: null, note: null };
  const release = await lockModelOf(tx, challenger);
  if (release === null) return untouched;
  const { modelId } = release;
  const named = await getAlias(tx, { modelId, alias });
  if (named?.id === challenger) return untouched;
  await setAlias(tx, { modelId, alias, releaseId: challenger });
  const taken = { aliasSet: true, aliasBefore: named?.id ?? null };
  // What a rollout had set is nobody's wish.
  if (named === null || (await isOpenChallenger(tx, named.id))) return { ...taken, note: null };
  return { ...taken, note: `The alias ${alias} named v${named.number}; it names v${release.number} now.` };
}

/**
 * When a rollout is over the alias that it set names what it named before, or nothing. One that somebody has set since stays,
 * and so does one that another open rollout of the release needs, which then takes it back at its own end.
 */
export async function releaseAliases(
  tx: Db,
  rollout: Pick<Rollout, 'id' | 'challenger' | 'aliasSet' | 'aliasBefore'>,
  status: 'done' | 'aborted' | 'rolled-back',
): Promise<void> {
  const release = await lockModelOf(tx, rollout.challenger);
  if (release === null) return;
  const { modelId } = release;
  if (rollout.aliasSet && !(await handOver(tx, rollout))) {
    await skipInOthers(tx, rollout);
    if ((await getAlias(tx, { modelId, alias }))?.id === rollout.challenger) await restore(tx, modelId, rollout);
  }
  if (status === 'done') await setAlias(tx, { modelId, alias: 'champion', releaseId: rollout.challenger });
}

type Ended = Pick<Rollout, 'id' | 'challenger' | 'aliasBefore'>;

async function restore(tx: Db, modelId: Parameters<typeof getAlias>[1]['modelId'], { aliasBefore }: Ended) {
  if (aliasBefore === null) await removeAlias(tx, { modelId, alias });
  else await setAlias(tx, { modelId, alias, releaseId: aliasBefore });
}

/** To another open rollout that brings the same release, and had nothing to set. */
async function handOver(tx: Db, { id, challenger, aliasBefore }: Ended): Promise<boolean> {
  const heir = await queryRow(
    tx,
    z.object({ id: z.string() }),
    sql`select id::text as id from rollout where challenger = ${challenger}::uuid and id::text <> ${id}
          and status in ('running', 'paused') and not alias_set order by created_at desc limit 1`,
  );
  if (heir === null) return false;
  await tx.prisma.$executeRaw(
    sql`update rollout set alias_set = true, alias_before = ${aliasBefore}::uuid where id::text = ${heir.id}`,
  );
  return true;
}

/** What an open rollout goes back to is what stood before one that is over. */
async function skipInOthers(tx: Db, { id, challenger, aliasBefore }: Ended): Promise<void> {
  await tx.prisma.$executeRaw(
    sql`update rollout set alias_before = ${aliasBefore}::uuid
        where alias_set and alias_before = ${challenger}::uuid and id::text <> ${id} and status in ('running', 'paused')`,
  );
}

/** Of two endpoints that move at once one waits: both would read the alias before either has written it. */
async function lockModelOf(tx: Db, challenger: ReleaseId) {
  const release = await getReleaseUnchecked(tx, challenger);
  if (release !== null)
    await tx.prisma.$queryRaw(sql`select id from model where id = ${release.modelId}::uuid for update`);
  return release;
}
