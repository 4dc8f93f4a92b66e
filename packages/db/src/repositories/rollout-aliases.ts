import type { Db } from '../client';
import type { Rollout } from '../mappers/rollout-row';
import { sql } from '../raw-query';
import { getAlias, removeAlias, setAlias } from './aliases';
import { getReleaseUnchecked } from './releases';
import { findOpenChallenger, isOpenChallenger } from './rollouts';

const alias = 'challenger';

/**
 * Lets the alias `challenger` of its model name a release that gets its first share. Rollouts of one model on several
 * endpoints share it, and the newest has it. @returns what to say where it named a release that no rollout had given it.
 */
export async function takeAlias(tx: Db, { challenger }: Pick<Rollout, 'challenger'>): Promise<string | null> {
  const release = await lockModelOf(tx, challenger);
  if (release === null) return null;
  const { modelId } = release;
  const named = await getAlias(tx, { modelId, alias });
  await setAlias(tx, { modelId, alias, releaseId: challenger });
  if (named === null || named.id === challenger || (await isOpenChallenger(tx, named.id))) return null;
  return `The alias ${alias} named v${named.number}; it names v${release.number} now.`;
}

/** When a rollout is over the alias goes, or names the release of another one that is open; one set otherwise stays. */
export async function releaseAliases(
  tx: Db,
  { challenger }: Pick<Rollout, 'challenger'>,
  status: 'done' | 'aborted' | 'rolled-back',
): Promise<void> {
  const release = await lockModelOf(tx, challenger);
  if (release === null) return;
  const { modelId } = release;
  if ((await getAlias(tx, { modelId, alias }))?.id === challenger) {
    const other = await findOpenChallenger(tx, modelId);
    if (other === null) await removeAlias(tx, { modelId, alias });
    else await setAlias(tx, { modelId, alias, releaseId: other });
  }
  if (status === 'done') await setAlias(tx, { modelId, alias: 'champion', releaseId: challenger });
}

/** Of two endpoints that move at once one waits: both would read the alias before either has written it. */
async function lockModelOf(tx: Db, challenger: Rollout['challenger']) {
  const release = await getReleaseUnchecked(tx, challenger);
  if (release !== null)
    await tx.prisma.$queryRaw(sql`select id from model where id = ${release.modelId}::uuid for update`);
  return release;
}
