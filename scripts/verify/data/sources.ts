import { type Check, notBuilt } from '../check';
import type { VerifyContext } from '../context';

const part = 'sources';

/** What is asked of the sources that run together while the worker is killed every 30 s for 10 minutes. */
const claims = [
  { claim: 'folder watch, worker killed every 30 s: every batch exactly once', bar: '0 missing, 0 twice' },
  { claim: 'cron source, worker killed every 30 s: every batch exactly once', bar: '0 missing, 0 twice' },
  { claim: 'Postgres source, worker killed every 30 s: every batch exactly once', bar: '0 missing, 0 twice' },
  {
    claim: 'push source, worker killed every 30 s: every event exactly once in the compacted data',
    bar: '0 missing, 0 twice',
  },
];

/** The sources are there, but for pushed events; this proof of ten minutes is not written yet, so it shows nothing. */
export async function verifySources(_: VerifyContext): Promise<Check[]> {
  return claims.map((claim) => notBuilt({ part, ...claim }));
}
