import { setTimeout as sleep } from 'node:timers/promises';
import { startOwnProduct } from '../../bench/own-product';
import type { LoadReport } from '../../load/load-shapes';
import { openScoringLoad, type ScoringLoad } from '../../load/scoring-load';
import { readStored } from '../../load/served-endpoint';
import { attempt, type Check, checked, skipped } from '../check';
import type { VerifyContext } from '../context';
import { referenceFile } from '../data/project';
import { claimOf, withUnshown } from './claims';
import { killAgainAndAgain, slowDown } from './hurt-process';
import { type LiveEndpoint, openLiveEndpoint } from './live-endpoint';

const part = 'rollout';
const claims = {
  deploy: claimOf(part, 'deploy under 1,000 req/s'),
  canary: claimOf(part, 'canary to 100 % under 1,000 req/s'),
  rollback: claimOf(part, 'rollback under 1,000 req/s'),
  killed: claimOf(part, 'the primary model killed under 1,000 req/s'),
  slowed: claimOf(part, 'the primary model slowed to twice the budget under 1,000 req/s'),
};
const table = 'adult/adult_train.csv';
const perSecond = 1_000;
const connections = 64;
/** Of an endpoint of which nobody said otherwise. */
const budgetMs = 200;
/** Traffic goes on for so long after a change, at the least. */
const afterSeconds = 3;
const slowForMs = 6_000;
const steps = [10, 50, 100].map((percent) => ({ percent, dwellSeconds: 0, minRequests: percent === 100 ? 0 : 100 }));

/** An endpoint is moved under load: by a deployment, by a canary, and back. */
export async function verifyRollout(context: VerifyContext): Promise<Check[]> {
  if (referenceFile(table) === null) {
    const note = `${table} is not beside the repository`;
    return withUnshown(
      part,
      Object.values(claims).map((one) => skipped({ ...one, note })),
    );
  }
  const product = await startOwnProduct({ name: 'verify-rollout', log: context.log });
  try {
    const endpoint = await openLiveEndpoint(product);
    const load = await openScoringLoad();
    try {
      return withUnshown(part, await moveUnderLoad(context, { endpoint, load }));
    } finally {
      await load.close();
      await endpoint.close();
    }
  } finally {
    await product.stop();
  }
}

type Live = { endpoint: LiveEndpoint; load: ScoringLoad };

async function moveUnderLoad(context: VerifyContext, live: Live): Promise<Check[]> {
  const { endpoint } = live;
  const { first, second } = endpoint;
  let before = '';
  const shown = [
    ...(await attempt(claims.deploy, async () => {
      context.log(`${second.name} is deployed under load`);
      return [await judge(claims.deploy, live, () => endpoint.deployDirect(second.id))];
    })),
    ...(await attempt(claims.canary, async () => {
      context.log(`${first.name} is rolled out under load`);
      before = await endpoint.champion();
      return [
        await judge(claims.canary, live, async () => {
          await endpoint.deployCanary(first.id, steps);
          return endpoint.walkRollout();
        }),
      ];
    })),
    ...(await attempt(claims.rollback, async () => {
      context.log('and back, under load');
      return [await judge(claims.rollback, live, () => endpoint.rollBack(before))];
    })),
  ];
  return [...shown, ...(await hurtUnderLoad(context, live))];
}

/** Releases answer from processes of their own; that of the one which answers is killed, and then slowed down. */
async function hurtUnderLoad(context: VerifyContext, live: Live): Promise<Check[]> {
  const { primaryProcess, answerApart, deployDirect, first, url, key, body } = live.endpoint;
  return [
    ...(await attempt(claims.killed, async () => {
      context.log('the primary model is killed under load');
      // What an endpoint was rolled back from is no fallback of it: deployed anew, the other one has it behind itself.
      await deployDirect(first.id);
      await answerApart();
      // The first requests of a process are its slowest, and are those of a deployment.
      await live.load.send({ url, key, body, perSecond: 100, seconds: 1, connections });
      return [await judge(claims.killed, live, () => killAgainAndAgain(primaryProcess))];
    })),
    ...(await attempt(claims.slowed, async () => {
      context.log('the primary model is slowed down under load');
      const slow = () => slowDown(primaryProcess, { stopMs: 2 * budgetMs, forMs: slowForMs });
      return [await judge(claims.slowed, live, slow)];
    })),
  ];
}

/** Traffic flows from before the change until after it; then every answer has to be in the store, by release. */
async function judge(
  claim: (typeof claims)[keyof typeof claims],
  { endpoint, load }: Live,
  change: () => Promise<unknown>,
): Promise<Check> {
  const since = new Date();
  const reports: LoadReport[] = [];
  let over = false;
  const traffic = (async () => {
    const { url, key, body } = endpoint;
    const send = () => load.send({ url, key, body, perSecond, seconds: afterSeconds, connections });
    while (!over) reports.push(await send());
    reports.push(await send());
  })();
  await sleep(1_000);
  const [how] = await Promise.all([
    change().finally(() => {
      over = true;
    }),
    traffic,
  ]);
  const seen = addUp(reports);
  const kept = await keptAtLast({ endpoint, since, wanted: seen.releases });
  const equal = JSON.stringify(sorted(kept)) === JSON.stringify(sorted(seen.releases));
  const failed = Object.values(seen.failed).reduce((sum, count) => sum + count, 0);
  const p99 = Math.max(...reports.map(({ ms }) => ms.p99));
  return checked({
    ...claim,
    figure: `${failed} of ${seen.sent} failed, p99 ${p99.toFixed(1)} ms, ${equal ? 'counts equal' : 'counts differ'}`,
    pass: failed === 0 && p99 <= budgetMs && equal && Object.keys(seen.releases).length > 1,
    note: [
      `answers by release: ${Object.values(sorted(seen.releases)).join(', ')}; ${seen.fallbacks} by a fallback`,
      ...(equal ? [] : [`kept: ${JSON.stringify(sorted(kept))}, answered: ${JSON.stringify(sorted(seen.releases))}`]),
      ...(failed === 0 ? [] : [`${JSON.stringify(seen.failed)}: ${seen.example}`]),
      ...(typeof how === 'string' ? [claim === claims.canary ? `the rollout is ${how}` : how] : []),
    ].join('; '),
  });
}

function addUp(
  reports: readonly LoadReport[],
): Pick<LoadReport, 'sent' | 'failed' | 'releases' | 'fallbacks' | 'example'> {
  const sum = (counts: Record<string, number>[]) => {
    const total: Record<string, number> = {};
    for (const one of counts) for (const [name, count] of Object.entries(one)) total[name] = (total[name] ?? 0) + count;
    return total;
  };
  return {
    sent: reports.reduce((all, { sent }) => all + sent, 0),
    failed: sum(reports.map(({ failed }) => failed)),
    releases: sum(reports.map(({ releases }) => releases)),
    fallbacks: reports.reduce((all, { fallbacks }) => all + fallbacks, 0),
    example: reports.find(({ example }) => example !== null)?.example ?? null,
  };
}

function keptAtLast(o: {
  endpoint: LiveEndpoint;
  since: Date;
  wanted: Record<string, number>;
}): Promise<Record<string, number>> {
  const count = (counts: Record<string, number>) => Object.values(counts).reduce((sum, one) => sum + one, 0);
  return readStored(
    () => o.endpoint.kept(o.since),
    (kept) => count(kept) >= count(o.wanted),
  );
}

function sorted(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => a.localeCompare(b)));
}
