import type { ReleaseId } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { busiest, checkGates, checkRollbackGates, type Gate } from '@millrace/pipeline-core/release';
import type { OpenRelease } from '../../scoring/open-release';
import type { DeployableRelease, DeploymentEndpoint, DeploymentPorts, DeploymentRow } from './deployment-port-types';
import { nextConfig } from './next-config';
import { smokeTest } from './smoke-test';

/** The stage that asks a loaded release for all its golden rows, and passes its gates; keeps what they found. */
export async function checkReleaseGates(o: {
  row: DeploymentRow;
  endpoint: DeploymentEndpoint;
  release: DeployableRelease;
  opened: OpenRelease;
  coldStartMs: number;
  log: (line: string) => void;
  ports: DeploymentPorts;
  now: () => number;
  signal: AbortSignal;
}): Promise<Gate[]> {
  const { row, endpoint, release, opened, coldStartMs, log, ports, now, signal } = o;
  const smoke = await smokeTest({ release: opened.served, golden: opened.golden, coldStartMs, now, signal });
  log(
    `Asked ${smoke.rows} known rows: largest difference ${smoke.largestDifference}, p99 ${(smoke.p99Micros / 1000).toFixed(3)} ms.`,
  );
  const { budgetMs } = nextConfig(endpoint.config, row.releaseId);
  const check = row.kind === 'rollback' ? checkRollbackGates : checkGates;
  const gates = check({ release, champion: await findChampion(endpoint, row.releaseId, ports), smoke, budgetMs });
  await ports.save(row.id, { gates: jsonSchema.parse(gates) });
  return gates;
}

async function findChampion(endpoint: DeploymentEndpoint, next: ReleaseId, ports: DeploymentPorts) {
  const current = endpoint.config === null ? null : busiest(endpoint.config);
  const release = current === null ? null : await ports.release(current);
  if (current === null || release === null) return null;
  if (current === next) return { ...release, loads: true }; // it has just been loaded
  const loads = await ports.open(current).then(
    () => true,
    () => false, // the gate says that there is nothing to go back to
  );
  return { ...release, loads };
}
