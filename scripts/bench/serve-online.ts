import { existsSync } from 'node:fs';
import { allCores, pinProcess } from '../load/pinned';
import { openEmptyServer, openScoringLoad } from '../load/scoring-load';
import { projectKey } from '../quickstart/project-key';
import { requestsPerSecond } from './closed-loop';
import { type BenchContext, withFolder } from './context';
import { adultTable, benchProject, deployAdult } from './deploy-adult';
import { exampleRow } from './http';
import { compared, type Measurement, measured, notMeasured } from './measurement';
import { PeerMissingError } from './peers';
import { predictionsShipped } from './predictions-shipped';
import { interleave } from './rounds';
import { autocannonVersion, fastifyVersion, installLoadTools, type ServePeer, startServePeers } from './serve-peers';

const bench = 'serve-online';
/** At least so many times the requests of each peer. */
const bars = {
  'FastAPI with XGBoost': 10,
  "MLflow's scoring server": 10,
  'a bare Fastify echo': 0.7,
} as const satisfies Record<ServePeer, number>;
const peerNames = Object.keys(bars) as ServePeer[]; // keys() forgets the literal names
const connections = 32;
const share = {
  claim: 'share of the server in one answer, p50',
  unit: 'us',
  most: 150,
  perSecond: 500,
  connections: 1,
};
const open = { claim: 'p99 at 3,000 req/s, open loop', unit: 'ms', most: 5, perSecond: 3_000, connections: 64 };

const claimOf = (peer: ServePeer) => `one adult row over HTTP: requests a second beside ${peer}`;

/**
 * One row of adult in each request, router, validation and prediction log included. The server has the first core, who
 * asks the second; the peers answer in turn with ours, each alone on the first core. Ours keeps each prediction on its disk before
 * it answers; the next side begins when all of them are in the database.
 */
export async function benchServeOnline(context: BenchContext): Promise<Measurement[]> {
  if (!existsSync(adultTable)) return allUnmeasured(`${adultTable} is absent`);
  const { endpoint } = await deployAdult(context);
  if (endpoint === null) throw new Error('the quickstart deployed nothing');
  const product = await context.product();
  const { key } = await projectKey(product, benchProject);
  const url = `${endpoint}/predict`;
  const ours = { url, key, body: await exampleRow(endpoint, key) };
  const { worker } = product.pids();
  if (worker === undefined) throw new Error('the worker, which answers requests, does not run');
  pinProcess(worker, '0');
  try {
    return [...(await beside(context, ours)), ...(await alone(context, ours))];
  } finally {
    pinProcess(worker, allCores());
  }
}

type Asked = { url: string; key: string; body: string };
type Load = { perSecond: number; connections: number; side?: Asked };

async function beside(context: BenchContext, ours: Asked): Promise<Measurement[]> {
  const { rows } = JSON.parse(ours.body) as { rows: object[] }; // exampleRow wrote it
  return withFolder('serve-peers', async (scratch) => {
    try {
      const tools = await installLoadTools(context.log);
      const peers = await startServePeers({ tools, scratch, row: rows[0] ?? {}, log: context.log });
      Object.assign(context.versions, { fastify: fastifyVersion, autocannon: autocannonVersion });
      const seconds = context.short ? 1 : 5;
      const rate = (side: { url: string; body: string; key?: string }) => () =>
        requestsPerSecond({ tools, ...side, connections, seconds });
      const behind: number[] = [];
      const oursShipped = async () => {
        const perSecond = await rate(ours)();
        behind.push(await predictionsShipped(ours.url));
        return perSecond;
      };
      const sides = {
        ours: oursShipped,
        ...mapPeers((peer) => rate({ url: peers[peer].url, body: peers[peer].body })),
      };
      try {
        const rates = await interleave(sides, context.rounds, context.log);
        return peerNames.map((peer) =>
          compared({
            ...{ bench, unit: 'req/s', claim: claimOf(peer), peerName: peer, leastRatio: bars[peer] },
            ...{
              ours: rates.ours,
              peer: rates[peer],
              details: { connections, seconds, secondsUntilAllWereInTheDatabase: behind },
            },
          }),
        );
      } finally {
        await Promise.all(peerNames.map((peer) => peers[peer].stop()));
      }
    } catch (error) {
      if (!(error instanceof PeerMissingError)) throw error;
      return peerNames.map((peer) => unmeasured(claimOf(peer), `>= ${bars[peer]}x ${peer}`, error.message));
    }
  });
}

async function alone(context: BenchContext, ours: Asked): Promise<Measurement[]> {
  const empty = await openEmptyServer();
  const load = await openScoringLoad().catch(async (error: unknown) => {
    await empty.close();
    throw error;
  });
  const nothing = { ...ours, url: empty.url };
  const at = async ({ perSecond, connections, side = ours }: Load) => {
    const seconds = context.short ? 2 : 10;
    const seen = await load.send({ ...side, perSecond, seconds, connections });
    if (Object.keys(seen.failed).length > 0) throw new Error(`at ${perSecond} req/s: ${JSON.stringify(seen.failed)}`);
    return seen;
  };
  try {
    const own: number[] = [];
    const slow: number[] = [];
    const floor: number[] = [];
    await at(share);
    await at({ ...share, side: nothing });
    for (let round = 0; round < context.rounds; round += 1) {
      own.push((await at(share)).serverMicros.p50);
      await predictionsShipped(ours.url);
      slow.push((await at(open)).ms.p99);
      await predictionsShipped(ours.url);
      floor.push((await at({ ...open, side: nothing })).ms.p99);
    }
    return [
      measured({ bench, unit: share.unit, claim: share.claim, values: own, most: share.most }),
      measured({
        bench,
        unit: open.unit,
        claim: open.claim,
        values: slow,
        most: open.most,
        details: { p99MsOfConstantAnswers: floor },
      }),
    ];
  } finally {
    await load.close();
    await empty.close();
  }
}

function mapPeers<T>(of: (peer: ServePeer) => T): Record<ServePeer, T> {
  return {
    'FastAPI with XGBoost': of('FastAPI with XGBoost'),
    "MLflow's scoring server": of("MLflow's scoring server"),
    'a bare Fastify echo': of('a bare Fastify echo'),
  };
}

function unmeasured(claim: string, bar: string, reason: string): Measurement {
  return notMeasured({ bench, unit: '', claim, bar, reason });
}

function allUnmeasured(reason: string): Measurement[] {
  return [
    ...peerNames.map((peer) => unmeasured(claimOf(peer), `>= ${bars[peer]}x ${peer}`, reason)),
    unmeasured(share.claim, `<= ${share.most} ${share.unit}`, reason),
    unmeasured(open.claim, `<= ${open.most} ${open.unit}`, reason),
  ];
}
