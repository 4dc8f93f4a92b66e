import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBalancer } from '../../load/balancer';
import { untilServed } from '../../load/served-endpoint';
import { openInstallation } from './installation';
import { sendTraffic, type TrafficReport, type TrafficShape } from './traffic';

export type ProcessKilledReport = TrafficReport & {
  kills: number;
  /** Requests that the balancer sent to the other process. */
  retried: number;
  /** Files of predictions that nobody has shipped at the end. */
  left: number;
};

/** Between a death and the start of the successor, in which the other process is alone. */
const aloneMs = 1_000;
const shippedWithinMs = 60_000;

/** Two scoring processes behind a balancer; now one of them is killed under load, now the other. */
export async function killScoringProcesses(o: TrafficShape & { kills: number }): Promise<ProcessKilledReport> {
  const installation = await openInstallation('process-killed');
  const { database } = installation;
  try {
    const endpoint = await installation.makeEndpoint('killed');
    const processes = await Promise.all([installation.start('score'), installation.start('score')]);
    for (const { url } of processes) await untilServed({ ...endpoint, scoringUrl: url });
    const balancer = await openBalancer(processes.map(({ url }) => url));
    try {
      const pause = (o.seconds * 1_000) / (o.kills + 1);
      const seen = await sendTraffic({ ...o, database, endpoint, url: balancer.url }, async () => {
        for (let kill = 0; kill < o.kills; kill += 1) {
          await sleep(Math.max(0, pause - aloneMs));
          const victim = processes[kill % 2];
          if (victim === undefined) throw new Error('there are two processes');
          await victim.kill();
          await sleep(aloneMs);
          const { scoringPort } = victim;
          const successor = await installation.start('score', { scoringPort });
          processes[kill % 2] = successor;
          await untilServed({ ...endpoint, scoringUrl: successor.url });
        }
      });
      const left = await spoolAtLast(path.join(installation.dataDir, 'spool'));
      return { ...seen, kills: o.kills, retried: balancer.retried(), left };
    } finally {
      await balancer.close();
    }
  } finally {
    await installation.close();
  }
}

/** Files in the spool once nothing is sent any more: looked at until there are none. */
async function spoolAtLast(folder: string): Promise<number> {
  for (const end = Date.now() + shippedWithinMs; ; await sleep(200)) {
    const { length } = await readdir(folder);
    if (length === 0 || Date.now() > end) return length;
  }
}
