import { isOpenDeployment } from '@millrace/db';
import { toErrorReport } from '@millrace/pipeline-core/errors';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { awaitedByGates, type DeploymentStage, type Gate } from '@millrace/pipeline-core/release';
import type { Logger } from '../../logger';
import { type FoundEvaluation, lookForEvaluation } from './await-evaluation';
import { checkHealth } from './check-health';
import { checkReleaseGates } from './check-release-gates';
import type { DeploymentPorts, DeploymentRow } from './deployment-port-types';
import { refuseAfterWait } from './refuse-after-wait';
import { refuseConflict } from './refuse-conflict';
import { route } from './route-stage';
import { createStageTracker, type StageTracker } from './stages';
import { gone, required } from './still-there';

type Context = {
  ports: DeploymentPorts;
  logger: Logger;
  now: () => number;
  wallClock: () => number;
  signal: AbortSignal;
};

/**
 * Walks a deployment through its stages: evaluation, build, load, health check, smoke test, gates, route. Each stage is
 * saved as it goes. A deployment that is over is left alone, one that was cut off starts again from the beginning: nothing
 * before the last stage changes what anybody is answered. One whose evaluation is not there is left waiting, until the
 * next call, also where its checks are the first to see that; as long as it waits it can be cancelled.
 */
export async function runDeployment(id: string, context: Context): Promise<void> {
  const { ports, logger, now, wallClock } = context;
  const row = await ports.deployment(id);
  if (row === null || !isOpenDeployment(row)) return;
  const save = async (stages: DeploymentStage[]) => {
    await ports.save(id, { stages: jsonSchema.parse(stages) });
  };
  const tracker = createStageTracker({ save, now, wallClock, saved: row.stages });
  // A look that fails is tried again: nothing has begun, and one of thousands must not end a wait of hours.
  const found = await lookForEvaluation(row, ports);
  try {
    // Cut off between its rollout's start and its own end: nothing that has changed since then makes it a failed one.
    const started = row.kind === 'deploy' && row.strategy === 'canary' && (await ports.hasStarted(id));
    if (started) await tracker.noteDone(row.stages);
    else if (!(await begin({ row, found }, tracker, ports))) return;
    else {
      const awaited = await walk(row, tracker, context);
      if (awaited !== null) return await waitAgain(row, { tracker, ports, awaited });
    }
    await ports.save(id, { status: 'succeeded', finished: true });
  } catch (error) {
    const report = toErrorReport(error, 'Deployment');
    logger.warn({ deployment: id, error: report.message }, 'deployment failed');
    await ports.save(id, { status: 'failed', error: jsonSchema.parse(report), finished: true });
  }
}

/** A figure that the checks compare has begun to be made since they were to begin: no refusal, the next walk asks anew. */
async function waitAgain(
  row: DeploymentRow,
  { tracker, ports, awaited }: { tracker: StageTracker; ports: DeploymentPorts; awaited: string },
): Promise<void> {
  if (await ports.save(row.id, { status: 'waiting' })) await tracker.wait('evaluation', awaited);
}

/** False: its evaluation is not there, or somebody has cancelled it while it was looked for. */
async function begin(
  { row, found }: { row: DeploymentRow; found: FoundEvaluation },
  tracker: StageTracker,
  ports: DeploymentPorts,
): Promise<boolean> {
  if (found.state === 'ahead') {
    if (row.status === 'waiting' || (await ports.save(row.id, { status: 'waiting' })))
      await tracker.wait('evaluation', found.text);
    return false;
  }
  if (!(await ports.save(row.id, { status: 'running' }))) return false;
  await tracker.run('evaluation', async (log) => {
    if (found.state === 'refused') throw found.error;
    await refuseAfterWait(row, ports);
    log(found.text);
  });
  return true;
}

/** null: it has gone through. Else what its checks wait for, in words. */
async function walk(row: DeploymentRow, tracker: StageTracker, context: Context): Promise<string | null> {
  const { ports, now } = context;
  const { endpoint, release } = await tracker.run('build', async (log) => {
    const endpoint = required(await ports.endpoint(row), 'endpoint');
    const release = required(await ports.release(row.releaseId), 'release');
    if (release.projectId !== endpoint.projectId) throw gone('release');
    await refuseConflict(row, { endpoint, ports });
    const { bytes, files } = await ports.checkBundle(row.releaseId);
    log(`Bundle of ${release.name}: ${files} files, ${Math.ceil(bytes / 1000).toLocaleString('en')} kB, hashes agree.`);
    return { endpoint, release };
  });
  const start = now();
  const opened = await tracker.run('load', async (log) => {
    const opened = await ports.open(row.releaseId);
    log(`Loaded in ${Math.round(now() - start)} ms.`);
    return opened;
  });
  const coldStartMs = now() - start;
  const gates = await proveOpened({ tracker, row, endpoint, release, opened, coldStartMs }, context);
  const awaited = awaitedByGates(gates);
  if (awaited === null) await tracker.run('route', (log) => route({ row, gates, seen: endpoint.revision, log, ports }));
  return awaited;
}

/** Asks a release that is open; the process of one that has its own ends with the checks. */
async function proveOpened(
  o: { tracker: StageTracker } & Pick<
    Parameters<typeof checkReleaseGates>[0],
    'row' | 'endpoint' | 'release' | 'opened' | 'coldStartMs'
  >,
  context: Context,
): Promise<Gate[]> {
  const { tracker, ...stage } = o;
  try {
    await tracker.run('health-check', (log) => checkHealth({ opened: o.opened, log, signal: context.signal }));
    return await tracker.run('smoke-test', (log) => checkReleaseGates({ ...context, ...stage, log }));
  } finally {
    o.opened.served.own?.close();
  }
}
