import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '@millrace/pipeline-core/seeded-random';
import { deleteQueueRows } from './delete-queue-rows';
import type { HarnessDatabase } from './harness-database';
import type { KilledStep, Outage } from './recovery';
import type { WorkerProcess, WorkerProcesses } from './worker-processes';

/** Relative frequencies. */
const faults = {
  'worker-kill': 45,
  'connections-cut': 14,
  'queue-rows-deleted': 10,
  'stopped-within-lease': 10,
  'stopped-beyond-lease': 8,
  'postgres-kill': 4,
  'postgres-restart': 2,
} as const;
export type Fault = keyof typeof faults;

export type FaultInjector = {
  counts: Partial<Record<Fault, number>>;
  /** Steps that ran on a worker when it was killed. */
  killed: KilledStep[];
  /** When the database was down. */
  outages: Outage[];
  /** Causes no more; stopped workers go on. */
  stop(): Promise<void>;
};

type Surroundings = {
  database: HarnessDatabase;
  workers: WorkerProcesses;
  random: SeededRandom;
  leaseMs: number;
  log: (message: string) => void;
};

/** Causes a fault every 0.2 to 0.7 s until stopped. */
export function injectFaults(surroundings: Surroundings): FaultInjector {
  const { random, log } = surroundings;
  const state = { counts: {} as FaultInjector['counts'], killed: [] as KilledStep[], outages: [] as Outage[] };
  const naps: Promise<void>[] = [];
  let stopped = false;
  const loop = async () => {
    while (!stopped) {
      await sleep(200 + random.int(500));
      if (stopped) return;
      const fault = pick(random);
      if (!(await cause(fault, { ...surroundings, ...state, naps }))) continue;
      state.counts[fault] = (state.counts[fault] ?? 0) + 1;
      log(`fault: ${fault}`);
    }
  };
  const running = loop();
  return {
    ...state,
    async stop() {
      stopped = true;
      await running;
      await Promise.all(naps);
    },
  };
}

function pick(random: SeededRandom): Fault {
  const names = Object.keys(faults) as Fault[]; // the keys of a constant
  let rest = random.int(names.reduce((sum, name) => sum + faults[name], 0));
  for (const name of names) {
    rest -= faults[name];
    if (rest < 0) return name;
  }
  return 'worker-kill';
}

/** False when there was nothing to do it to. */
async function cause(
  fault: Fault,
  {
    database,
    workers,
    random,
    leaseMs,
    killed,
    outages,
    naps,
  }: Surroundings & { killed: KilledStep[]; outages: Outage[]; naps: Promise<void>[] },
): Promise<boolean> {
  const awake = workers.all().filter((worker) => worker.ready && !worker.stopped);
  const victim = awake[random.int(Math.max(1, awake.length))];
  switch (fault) {
    case 'worker-kill':
      if (victim === undefined || awake.length < 2) return false; // somebody must be there to notice
      killed.push(...(await killWorker(database, workers, victim)));
      return true;
    case 'connections-cut':
      await database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'millrace-worker%' and random() < 0.6`,
      );
      return true;
    case 'queue-rows-deleted':
      return (await deleteQueueRows((text) => database.query(text))) > 0;
    case 'stopped-within-lease':
    case 'stopped-beyond-lease': {
      if (victim === undefined || awake.length < 3) return false;
      naps.push(nap(victim, fault === 'stopped-within-lease' ? leaseMs * 0.4 * random.next() : leaseMs + 1_000));
      return true;
    }
    case 'postgres-kill':
      outages.push(await outage(() => database.restart('SIGKILL')));
      return true;
    case 'postgres-restart':
      outages.push(await outage(() => database.restart('SIGINT')));
      return true;
  }
}

async function outage(restart: () => Promise<void>): Promise<Outage> {
  const from = Date.now();
  await restart();
  return { from, to: Date.now() };
}

async function nap(worker: WorkerProcess, ms: number): Promise<void> {
  worker.stopped = true;
  worker.child.kill('SIGSTOP');
  await sleep(ms);
  worker.child.kill('SIGCONT');
  worker.stopped = false;
}

/** Kills a worker and answers what it held. It is found by the name of its session, whose presence lock is its own. */
async function killWorker(
  database: HarnessDatabase,
  workers: WorkerProcesses,
  victim: WorkerProcess,
): Promise<KilledStep[]> {
  const held = await database.query<Omit<KilledStep, 'at'>>(
    `select s.run_id::text run, s.idx from pg_stat_activity a
     join pg_locks l on l.pid = a.pid and l.locktype = 'advisory' and l.classid = 72707372
     join worker w on w.presence = l.objid::int
     join step_run s on s.worker = w.id and s.status = 'running'
     where a.application_name = $1`,
    [`millrace-worker-session ${victim.pid}`],
  );
  workers.kill(victim);
  const [now] = await database.query<{ at: Date }>('select clock_timestamp() at');
  return now === undefined ? [] : held.map((step) => ({ ...step, at: now.at }));
}
