import {
  type Endpoint,
  getEndpoint,
  getReleaseUnchecked,
  listMoves,
  listRollouts,
  type Rollout,
  readRolloutFigures,
} from '@millrace/db';
import { endpointIdSchema, type ReleaseId } from '@millrace/pipeline-core/ids';
import { defaultBudgetMs } from '@millrace/pipeline-core/release';
import {
  compareAnswers,
  compareReleases,
  judgeRollout,
  levelOfLook,
  type ReleaseNames,
  ruleSentences,
} from '@millrace/pipeline-core/rollout';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';
import { actorNames } from './name-actor';

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

/** What a rollout would be told now, and by which figures; of one that is over those of the last step that was asked anything, as it kept them. */
async function judgedNow(endpoint: Endpoint, rollout: Rollout & { names: ReleaseNames }) {
  const now = new Date();
  const open = rollout.status === 'running' || rollout.status === 'paused';
  const { endedSteps } = rollout;
  const asked = endedSteps.filter(({ challenger }) => challenger.requests > 0);
  const kept = open ? undefined : (asked.at(-1) ?? endedSteps.at(-1));
  const budgetMs = kept?.budgetMs ?? endpoint.config?.budgetMs ?? defaultBudgetMs;
  const figures = kept ?? (await readRolloutFigures(database(), rollout, { budgetMs, now: rollout.endedAt ?? now }));
  const { champion, challenger, shadow } = figures;
  const { plan, looks } = rollout;
  const decision = open ? judgeRollout({ ...rollout, budgetMs }, figures, now) : null;
  const level = levelOfLook(looks.count, plan.rules, figures);
  return {
    budgetMs,
    figures: { champion, challenger, shadow },
    /** The step that they are of, and when it began. */
    figuresOf: { step: kept?.step ?? rollout.step, since: kept === undefined ? rollout.since : new Date(kept.since) },
    rates: compareReleases(figures, { rules: plan.rules, budgetMs, level }),
    answers: compareAnswers(figures, { rules: plan.rules, level }),
    missing: decision?.do === 'wait' ? decision.missing : [],
    rules: ruleSentences(plan, rollout.names),
    readAt: now,
  };
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
