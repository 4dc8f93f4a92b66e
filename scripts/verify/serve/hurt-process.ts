import { setTimeout as sleep } from 'node:timers/promises';

type Primary = () => Promise<number>;

const kills = 3;
/** Long enough for the process to be there again, and to answer. */
const betweenKillsMs = 2_000;

/** Kills the process of the release that answers, again each time it is back. */
export async function killAgainAndAgain(primary: Primary): Promise<string> {
  for (let kill = 0; kill < kills; kill += 1) {
    process.kill(await primary(), 'SIGKILL');
    await sleep(betweenKillsMs);
  }
  await primary(); // it is back
  return `killed ${kills} times, and back each time`;
}

/** Time that a stopped process is let go on for between two stops. */
const breathMs = 20;

/** Stops the process of the release that answers for so long, again and again: what is asked then waits for so long. */
export async function slowDown(primary: Primary, o: { stopMs: number; forMs: number }): Promise<string> {
  const pid = await primary();
  const end = Date.now() + o.forMs;
  let stops = 0;
  try {
    for (; Date.now() < end; stops += 1) {
      process.kill(pid, 'SIGSTOP');
      await sleep(o.stopMs);
      process.kill(pid, 'SIGCONT');
      await sleep(breathMs);
    }
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  return `stopped ${stops} times for ${o.stopMs} ms, with ${breathMs} ms between`;
}
