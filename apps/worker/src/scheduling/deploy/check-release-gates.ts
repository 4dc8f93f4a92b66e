import { jsonSchema } from '@millrace/pipeline-core/json';
import {
  busiest,
  checkGates,
  checkRollbackGates,
  type Gate,
  isLost,
  type LostRows,
  type ModelTestFacts,
  type ReplayFacts,
} from '@millrace/pipeline-core/release';
import type { OpenRelease } from '../../scoring/releases/open-release';
import { askModelTests } from './ask-model-tests';
import type { DeployableRelease, DeploymentEndpoint, DeploymentPorts, DeploymentRow } from './deployment-port-types';
import { nextConfig } from './next-config';
import { type ReplayedChampion, replayHeldOut } from './replay-held-out';
import { smokeTest } from './smoke-test';

type GateStage = {
  row: DeploymentRow;
  endpoint: DeploymentEndpoint;
  release: DeployableRelease;
  opened: OpenRelease;
  coldStartMs: number;
  log: (line: string) => void;
  ports: DeploymentPorts;
  now: () => number;
  wallClock: () => number;
  signal: AbortSignal;
};

/** The stage that asks a loaded release for all its golden and held-out rows, and passes its gates; keeps what they found. */
export async function checkReleaseGates(o: GateStage): Promise<Gate[]> {
  const { row, endpoint, release, opened, coldStartMs, log, ports, now, signal } = o;
  const smoke = await smokeTest({ release: opened.served, golden: opened.golden, coldStartMs, now, signal });
  log(
    `Asked ${smoke.rows} proof rows: largest difference ${smoke.largestDifference}, p99 ${(smoke.p99Micros / 1000).toFixed(3)} ms.`,
  );
  const { budgetMs } = nextConfig(endpoint.config, row.releaseId);
  const found = await findChampion(endpoint, opened, ports);
  try {
    const champion = found === null ? null : { ...found.facts, loads: found.served !== null };
    const last = endpoint.config === null ? null : { said: endpoint.config.last, answers: release.answers };
    const facts = { release, champion, smoke, last, budgetMs };
    const gates =
      row.kind === 'rollback'
        ? checkRollbackGates(facts)
        : checkGates({ ...facts, replay: await replay(o, found), tests: await askSaved(o, found) });
    await ports.save(row.id, { gates: jsonSchema.parse(gates) });
    return gates;
  } finally {
    if (found?.served !== opened.served) found?.served?.own?.close();
  }
}

/** A release that answers here already is compared with nothing. */
async function replay(o: GateStage, found: ReplayedChampion | null): Promise<ReplayFacts | LostRows | null> {
  const { row, release, opened, ports, ...context } = o;
  const held = await ports.heldOut(row.releaseId);
  if (held === null) return null;
  if (isLost(held)) {
    o.log(`Its held-out rows cannot be read: ${held.seen}.`);
    return held;
  }
  const champion = found?.facts.id === release.id ? null : found;
  const { readView } = ports;
  return replayHeldOut({ held, release, served: opened.served, champion }, { ...context, readView });
}

async function askSaved(o: GateStage, found: ReplayedChampion | null): Promise<ModelTestFacts> {
  const { row, release, opened, ports, log, now, signal } = o;
  const other = found === null || found.facts.id === release.id ? null : found;
  const champion = other?.served == null ? null : { name: other.facts.name, served: other.served };
  return askModelTests(opened.served, { tests: await ports.modelTests(row.releaseId), champion, log, now, signal });
}

async function findChampion(
  endpoint: DeploymentEndpoint,
  next: OpenRelease,
  ports: DeploymentPorts,
): Promise<ReplayedChampion | null> {
  const current = endpoint.config === null ? null : busiest(endpoint.config);
  const facts = current === null ? null : await ports.release(current);
  if (current === null || facts === null) return null;
  if (current === next.served.id) return { facts, served: next.served }; // it has just been loaded
  const served = await ports.open(current).then(
    (opened) => opened.served,
    () => null, // the gate says that there is nothing to go back to
  );
  return { facts, served };
}
