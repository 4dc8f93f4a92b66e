import {
  type Endpoint,
  getEndpoint,
  getReleaseUnchecked,
  listApiKeys,
  listMembers,
  listMoves,
  listRollouts,
  type Rollout,
  readRolloutFigures,
} from '@millrace/db';
import { endpointIdSchema, type ProjectId, type ReleaseId } from '@millrace/pipeline-core/ids';
import { defaultBudgetMs } from '@millrace/pipeline-core/release';
import {
  compareReleases,
  judgeRollout,
  levelOfLook,
  type ReleaseNames,
  ruleSentences,
} from '@millrace/pipeline-core/rollout';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { callerNames } from '../monitoring/caller-names';
import { projectQuery } from '../use-case';

/** Rollouts of an endpoint with all their moves, newest first; of the newest what both releases did at its step. */
export const endpointRolloutsUseCase = projectQuery(
  'view',
  z.object({ endpoint: endpointIdSchema }),
  async ({ project }, { endpoint: id }) => {
    const endpoint = await getEndpoint(database(), { projectId: project.id, id });
    if (endpoint === null) throw notFound('endpoint');
    const rollouts = await listRollouts(database(), { projectId: project.id, endpointId: id });
    const [moves, nameOf] = await Promise.all([listMoves(database(), rollouts), actorNames(project.id)]);
    const named = await Promise.all(rollouts.map(async (rollout) => ({ ...rollout, names: await namesOf(rollout) })));
    const [newest] = named;
    return {
      endpoint: { id, name: endpoint.name },
      rollouts: named,
      moves: moves.map((move) => ({ ...move, who: move.actor === null ? null : nameOf(move.actor) })),
      newest: newest === undefined ? null : { ...newest, ...(await judgedNow(endpoint, newest)) },
    };
  },
);

/** What a rollout would be told now, and by which figures. */
async function judgedNow(endpoint: Endpoint, rollout: Rollout & { names: ReleaseNames }) {
  const now = new Date();
  const budgetMs = endpoint.config?.budgetMs ?? defaultBudgetMs;
  const figures = await readRolloutFigures(database(), rollout, { budgetMs, now: rollout.endedAt ?? now });
  const { plan, looks } = rollout;
  const decision = judgeRollout({ ...rollout, budgetMs }, figures, now);
  return {
    budgetMs,
    figures,
    rates: compareReleases(figures, { rules: plan.rules, budgetMs, level: levelOfLook(looks.count, plan.rules) }),
    missing: decision.do === 'wait' ? decision.missing : [],
    rules: ruleSentences(plan, rollout.names),
    readAt: now,
  };
}

async function actorNames(projectId: ProjectId) {
  const [members, keys] = await Promise.all([listMembers(database(), projectId), listApiKeys(database(), projectId)]);
  return callerNames({ members, keys });
}

/** "v6" and "v7"; models of different names are told apart. */
async function namesOf({ champion, challenger }: Rollout): Promise<ReleaseNames> {
  const find = (id: ReleaseId) => getReleaseUnchecked(database(), id);
  const [before, next] = await Promise.all([find(champion), find(challenger)]);
  const same = before?.modelName === next?.modelName;
  const name = (release: typeof before) =>
    release === null ? 'a deleted release' : `${same ? '' : `${release.modelName} `}v${release.number}`;
  return { champion: name(before), challenger: name(next) };
}
