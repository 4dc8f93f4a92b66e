import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { untilServed } from '../../load/served-endpoint';
import { openInstallation } from './installation';
import { sendTraffic, type TrafficReport, type TrafficShape } from './traffic';

export type PostgresAwayReport = TrafficReport & {
  awaySeconds: number;
  /** Whether the health of the process said that the database is away while it was, and that it is back after. */
  told: { away: boolean; back: boolean };
  /** Whether its log did. */
  logged: boolean;
};

const healthSchema = z.looseObject({ status: z.string(), database: z.looseObject({ state: z.string() }) });

/** One scoring process whose database goes away under load and comes back. */
export async function takePostgresAway(
  o: Pick<TrafficShape, 'perSecond'> & { beforeSeconds: number; awaySeconds: number; afterSeconds: number },
): Promise<PostgresAwayReport> {
  const installation = await openInstallation('postgres-away');
  const { database, wire } = installation;
  try {
    const endpoint = await installation.makeEndpoint('away');
    const scoring = await installation.start('score');
    await untilServed({ ...endpoint, scoringUrl: scoring.url });
    const told = { away: false, back: false };
    const saysOf = async (state: string) => {
      const health = healthSchema.parse(await (await fetch(`${scoring.url}/health`)).json());
      return health.status === 'ok' && health.database.state === state;
    };
    const seconds = o.beforeSeconds + o.awaySeconds + o.afterSeconds;
    const shape = { ...{ database, endpoint, url: scoring.url }, perSecond: o.perSecond, seconds };
    const seen = await sendTraffic(shape, async () => {
      await sleep(o.beforeSeconds * 1_000);
      await wire.cut();
      await sleep(o.awaySeconds * 1_000);
      told.away = await saysOf('away');
      await wire.mend();
    });
    told.back = await saysOf('answers');
    const log = scoring.log();
    const logged = ['the database does not answer', 'the database answers again'].every((words) => log.includes(words));
    return { ...seen, awaySeconds: o.awaySeconds, told, logged };
  } finally {
    await installation.close();
  }
}
