import { PipelineError, toErrorReport } from '@millrace/pipeline-core/errors';
import type { EndpointId, ProjectId, ReleaseId } from '@millrace/pipeline-core/ids';
import { type Json, jsonSchema } from '@millrace/pipeline-core/json';
import {
  busiest,
  checkGates,
  checkRollbackGates,
  type DeploymentKind,
  type DeployStrategy,
  decideGates,
  type EndpointConfig,
  type Gate,
  type ReleaseFacts,
  strategyAdvice,
  strategyConflict,
} from '@millrace/pipeline-core/release';
import {
  type RolloutPlan,
  rolloutPlanSchema,
  takeBack,
  type UnderWay,
  underWayAdvice,
  underWayWords,
} from '@millrace/pipeline-core/rollout';
import type { Logger } from '../../logger';
import type { OpenRelease } from '../../scoring/open-release';
import { isRoutedTo, nextConfig, rollbackConfig } from './next-config';
import { smokeTest } from './smoke-test';
import { createStageTracker, type StageTracker } from './stages';

export type DeploymentRow = {
  id: string;
  endpointId: EndpointId;
  releaseId: ReleaseId;
  kind: DeploymentKind;
  strategy: DeployStrategy;
  status: string;
  /** As they were saved last. */
  stages: Json;
  /** Why all traffic moves at once, or why a failed quality gate is overridden. */
  reason: string | null;
  /** Goes on although a quality gate fails. */
  override: boolean;
  /** How a canary goes on; null: as they go where nobody said otherwise. */
  rollout: RolloutPlan | null;
  createdBy: string;
};

export type DeploymentEndpoint = {
  id: EndpointId;
  projectId: ProjectId;
  name: string;
  sandbox: boolean;
  revision: number;
  config: EndpointConfig | null;
};

export type DeployableRelease = ReleaseFacts & { id: ReleaseId; projectId: ProjectId };

/** What a deployment needs of the rest of the house. */
export type DeploymentPorts = {
  deployment(id: string): Promise<DeploymentRow | null>;
  endpoint(row: DeploymentRow): Promise<DeploymentEndpoint | null>;
  release(id: ReleaseId): Promise<DeployableRelease | null>;
  /** Checks that the bundle is there and whole; gives its size in bytes. */
  checkBundle(id: ReleaseId): Promise<{ bytes: number; files: number }>;
  /** Loads the bundle anew, as a scoring process would. */
  open(id: ReleaseId): Promise<OpenRelease>;
  save(
    id: string,
    change: {
      status?: 'running' | 'succeeded' | 'failed';
      stages?: Json;
      gates?: Json;
      error?: Json;
      finished?: boolean;
    },
  ): Promise<void>;
  /** Appends the revision, takes a sandbox mark off, moves the alias `champion` and writes the audit entry, all or nothing. */
  route(change: RouteChange): Promise<'routed' | 'stale'>;
  /** The rollout that the endpoint is in the middle of, and the endpoint before it. */
  underWay(endpoint: EndpointId): Promise<OpenRollout | null>;
  /** Whether this deployment has started its rollout, which may be over by now. */
  hasStarted(deployment: string): Promise<boolean>;
  /** Gives the release its first share, beside the champion. */
  startRollout(start: CanaryStart): Promise<'routed' | 'stale'>;
};

export type OpenRollout = UnderWay & { deploymentId: string; champion: ReleaseId; before: EndpointConfig };

export type RouteChange = {
  deployment: DeploymentRow;
  endpoint: DeploymentEndpoint;
  config: EndpointConfig;
  gates: Gate[];
  overridden: boolean;
  /** The endpoint was a sandbox and counts as live from here on. */
  goesLive: boolean;
};

export type CanaryStart = {
  deployment: DeploymentRow;
  endpoint: DeploymentEndpoint;
  config: EndpointConfig;
  champion: ReleaseId;
  plan: RolloutPlan;
  gates: Gate[];
};

type Context = {
  ports: DeploymentPorts;
  logger: Logger;
  now: () => number;
  wallClock: () => number;
  signal: AbortSignal;
};

/**
 * Walks a deployment through its stages: build, load, health check, smoke test, gates, route. Each stage is saved as it
 * goes. A deployment that is over is left alone, one that was cut off starts again from the beginning: nothing before
 * the last stage changes what anybody is answered.
 */
export async function runDeployment(id: string, context: Context): Promise<void> {
  const row = await context.ports.deployment(id);
  if (row === null || (row.status !== 'queued' && row.status !== 'running')) return;
  await context.ports.save(id, { status: 'running' });
  const tracker = createStageTracker({
    save: (stages) => context.ports.save(id, { stages: jsonSchema.parse(stages) }),
    now: context.now,
    wallClock: context.wallClock,
  });
  try {
    // Cut off between its rollout's start and its own end: nothing that has changed since then makes it a failed one.
    const started = row.kind === 'deploy' && row.strategy === 'canary' && (await context.ports.hasStarted(id));
    if (started) await tracker.noteDone(row.stages);
    else await walk(row, tracker, context);
    await context.ports.save(id, { status: 'succeeded', finished: true });
  } catch (error) {
    const report = toErrorReport(error, 'Deployment');
    context.logger.warn({ deployment: id, error: report.message }, 'deployment failed');
    await context.ports.save(id, { status: 'failed', error: jsonSchema.parse(report), finished: true });
  }
}

async function walk(row: DeploymentRow, tracker: StageTracker, context: Context): Promise<void> {
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
  await tracker.run('health-check', (log) => checkHealth({ opened, log, signal: context.signal }));
  const gates = await tracker.run('smoke-test', async (log) => {
    const smoke = await smokeTest({
      release: opened.served,
      golden: opened.golden,
      coldStartMs,
      now,
      signal: context.signal,
    });
    log(
      `Asked ${smoke.rows} known rows: largest difference ${smoke.largestDifference}, p99 ${(smoke.p99Micros / 1000).toFixed(3)} ms.`,
    );
    const budgetMs = nextConfig(endpoint.config, row.releaseId).budgetMs;
    const check = row.kind === 'rollback' ? checkRollbackGates : checkGates;
    const gates = check({
      release,
      champion: await findChampion(endpoint, row.releaseId, ports),
      smoke,
      budgetMs,
    });
    await ports.save(row.id, { gates: jsonSchema.parse(gates) });
    return gates;
  });
  await tracker.run('route', (log) => route({ row, gates, log, ports }));
}

async function checkHealth(options: {
  opened: OpenRelease;
  log: (line: string) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { served, golden } = options.opened;
  const row = golden[0]?.input ?? served.example;
  const problems = served.validator.check(row, { index: 0, extras: 'refuse' });
  if (problems.length > 0) {
    throw new PipelineError({
      code: 'release-unhealthy',
      family: 'pipeline',
      place: 'Deployment › health check',
      seen: problems.map((problem) => `${problem.field} ${problem.problem}`).join(', '),
      expected: "a golden row that fits the release's own signature",
      next: 'Register the model again.',
    });
  }
  const answer = await served.answer(row, options.signal);
  options.log(`Answers ${JSON.stringify(answer.prediction)} to its first golden row.`);
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

async function route(options: {
  row: DeploymentRow;
  gates: Gate[];
  log: (line: string) => void;
  ports: DeploymentPorts;
}): Promise<void> {
  const { row, gates, log, ports } = options;
  const decision = decideGates(gates);
  const overridden = !decision.allowed && decision.overridable && row.override;
  if (!decision.allowed && !overridden) throw blocked(decision.text, decision.overridable);
  log(overridden ? `${decision.text} Overridden: ${row.reason}` : decision.text);
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const endpoint = required(await ports.endpoint(row), 'endpoint');
    await refuseConflict(row, { endpoint, ports });
    if (row.kind === 'deploy' && row.strategy === 'canary') {
      if ((await startCanary({ row, endpoint, gates, log, ports })) === 'stale') continue;
      return;
    }
    const goesLive = row.kind === 'deploy' && row.strategy === 'direct' && endpoint.sandbox;
    if (isRoutedTo(endpoint.config, row.releaseId) && !goesLive) {
      log('All traffic goes to this release already.');
      return;
    }
    const config = await configFor(row, { endpoint, ports });
    if ((await ports.route({ deployment: row, endpoint, config, gates, overridden, goesLive })) === 'routed') {
      const fallbacks = config.chain.length;
      log(`All traffic goes to this release${fallbacks === 0 ? '' : `; fallback releases: ${fallbacks}`}.`);
      if (goesLive) log('The endpoint is live now, no sandbox any more.');
      return;
    }
  }
  throw new Error('the endpoint kept changing while this release was being routed');
}

/** Back from the middle of a rollout to its champion: the endpoint as it was before. */
async function configFor(
  row: DeploymentRow,
  { endpoint, ports }: { endpoint: DeploymentEndpoint; ports: DeploymentPorts },
): Promise<EndpointConfig> {
  if (row.kind !== 'rollback') return nextConfig(endpoint.config, row.releaseId);
  const open = await ports.underWay(endpoint.id);
  if (endpoint.config !== null && open?.champion === row.releaseId) return takeBack(endpoint.config, open.before);
  return rollbackConfig(endpoint.config, row.releaseId);
}

async function startCanary(o: {
  row: DeploymentRow;
  endpoint: DeploymentEndpoint;
  gates: Gate[];
  log: (line: string) => void;
  ports: DeploymentPorts;
}): Promise<'started' | 'stale'> {
  const { row, endpoint, gates, log, ports } = o;
  const plan = row.rollout ?? rolloutPlanSchema.parse({});
  if (await ports.hasStarted(row.id)) return 'started'; // walked twice at once: the other was faster
  if (endpoint.config === null) throw noChampion(`${endpoint.name} does not answer yet`);
  const champion = busiest(endpoint.config);
  if (champion === row.releaseId) throw noChampion('this release answers most of the traffic already');
  const start = { deployment: row, endpoint, config: endpoint.config, champion, plan, gates };
  if ((await ports.startRollout(start)) === 'stale') return 'stale';
  const [first] = plan.steps;
  log(
    first?.shadow === undefined
      ? `${first?.percent} % of the traffic goes to this release; the one before answers where it is late or fails.`
      : `A copy of ${first.shadow} % of the traffic goes to this release; the one before answers all of it.`,
  );
  return 'started';
}

function noChampion(seen: string): PipelineError {
  return new PipelineError({
    code: 'no-champion',
    family: 'pipeline',
    place: 'Deployment › route',
    seen,
    expected: 'another release that answers there, to compare with',
    next: 'Send all traffic at once, or deploy another release.',
    message: `Not deployed. A canary has nothing to be compared with: ${seen}.`,
  });
}

/**
 * Asked again before routing: somebody may have made the endpoint live meanwhile, or begun a rollout. Going back changes no
 * mark, and ends a rollout.
 */
async function refuseConflict(
  row: DeploymentRow,
  { endpoint, ports }: { endpoint: DeploymentEndpoint; ports: DeploymentPorts },
): Promise<void> {
  if (row.kind === 'rollback') return;
  const other = await ports.underWay(endpoint.id);
  if (other !== null && other.deploymentId !== row.id) throw inTheWay(underWayWords(endpoint.name, other));
  const conflict = strategyConflict(endpoint, row.strategy);
  if (conflict === null) return;
  throw new PipelineError({
    code: row.strategy === 'canary' ? 'endpoint-not-live' : 'endpoint-is-live',
    family: 'pipeline',
    place: 'Deployment › strategy',
    seen: conflict,
    expected: row.strategy === 'canary' ? 'a live endpoint' : 'an endpoint that is marked sandbox, or a new one',
    next: strategyAdvice(row.strategy),
    message: `Not deployed. ${conflict}`,
  });
}

function inTheWay(seen: string): PipelineError {
  return new PipelineError({
    code: 'rollout-under-way',
    family: 'pipeline',
    place: 'Deployment › strategy',
    seen,
    expected: 'an endpoint that nobody else is moving',
    next: underWayAdvice,
    message: `Not deployed. ${seen}`,
  });
}

function blocked(text: string, overridable: boolean): PipelineError {
  return new PipelineError({
    code: 'gate-failed',
    family: 'pipeline',
    place: 'Deployment › gates',
    seen: text,
    expected: 'every gate passed',
    next: overridable
      ? 'Mend it, or deploy all the same with a written reason.'
      : 'Mend it; this gate cannot be overridden.',
    message: `Not deployed. ${text}`,
  });
}

function required<T>(value: T | null, what: string): T {
  if (value === null) throw gone(what);
  return value;
}

function gone(what: string): PipelineError {
  return new PipelineError({
    code: 'not-found',
    family: 'pipeline',
    place: 'Deployment',
    seen: `no such ${what}`,
    expected: `the ${what} to deploy`,
    next: 'It was deleted meanwhile: choose another.',
  });
}
