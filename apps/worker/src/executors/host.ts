import { dirname } from 'node:path';
import type { ErrorReport } from '@millrace/pipeline-core/errors';
import { toErrorReport } from '@millrace/pipeline-core/errors';
import type { Topic } from '@millrace/pipeline-core/events';
import { type JsonObject, jsonObjectSchema } from '@millrace/pipeline-core/json';
import type { TrialTask } from '@millrace/pipeline-core/search';
import type { StepContract } from '@millrace/pipeline-core/steps';
import { getContract } from '@millrace/pipeline-core/steps';
import type { ChildOutput, Progress, StepEvent, StepRequest } from '../child/protocol';
import { type DuckSession, openDuckSession } from '../data/duckdb';
import { cutPart } from '../data/table-view';
import { plainFitContext } from '../runtimes/plain-fit-context';
import { applyPlan } from './apply-plan';
import type { ExecutorJob, ExecutorResult, FitLink, JobInput, TableView } from './executor';
import { foldInputs, requireFolds } from './fold-inputs';
import { type AnyExecutor, executorFor } from './index';
import { loadInputs, loadReferences } from './load-inputs';
import { parseParams } from './parse-params';
import { toPlainJson } from './plain-json';
import { fitEnvironment } from './train/fit-environment';
import { runTrial } from './train/trial-of';

/** What the host of a step is given beside the request: who listens, and how to stop it. */
export type HostContext = {
  signal: AbortSignal;
  log: ExecutorJob['log'];
  progress(progress: Progress): void;
  /** Which part of a row-wise step begins. */
  part?: ExecutorJob['part'];
  /** Which columns of a row-wise step are looked at. */
  lookAt?: ExecutorJob['lookAt'];
  /** Which rows of stacked tables are looked at. */
  chooseRows?: ExecutorJob['chooseRows'];
  /** Where a long fit is watched and outlives this process. */
  fitting?: FitLink;
};

export type StepOutcome = { outputs: ChildOutput[]; events: StepEvent[]; repeats: boolean };

/** Share of the child's memory that DuckDB may use; the rest is for arrays, models and the runtime. */
const duckShare = 0.6;

/**
 * Executes one step: parses its parameters, opens its inputs, gives fitting steps train rows only, runs the executor and
 * turns plan nodes into the output table. Throws whatever the step throws; `toStepError` names the step in it.
 */
export async function runStep(request: StepRequest, context: HostContext): Promise<StepOutcome> {
  if (request.spec.trial === undefined) return runOnce(request, context);
  return runTrial({ request, signal: context.signal }, (told, trial) => runOnce(told, context, trial));
}

async function runOnce(request: StepRequest, context: HostContext, trial?: TrialTask): Promise<StepOutcome> {
  const { spec } = request;
  const contract = getContract(spec.type);
  const params = parseParams(contract, spec.params, spec.title);
  const references = await loadReferences(request);
  const inputs = { ...portReferences(contract, references), ...(await loadInputs(request.inputs)) };
  const executor = executorFor(spec.type);
  const open = (threads: number) =>
    openDuckSession({
      folder: request.folder,
      memoryMegabytes: request.memoryMegabytes * duckShare,
      threads,
      readOnlyFolders: inputFolders(request),
      signal: context.signal,
    });
  // Sums of doubles depend on how threads share the rows: what is learned must repeat (expression.md 4).
  const oneThread = onOneThread(executor, params);
  const session = open(oneThread ? 1 : request.threads);
  const over = new AbortController();
  const onAllThreads = oneThread && request.threads > 1 ? () => open(request.threads) : null;
  try {
    const job: ExecutorJob = {
      params,
      title: spec.title,
      type: spec.type,
      inputs: spec.fold === undefined ? inputs : await foldInputs(session, inputs, spec.fold),
      ...(spec.fold === undefined ? {} : { fold: spec.fold }),
      ...(trial === undefined ? {} : { trial }),
      references,
      facts: factsOf(spec.references),
      ...(request.outside === undefined ? {} : { outside: request.outside }),
      ...(request.guests === undefined ? {} : { guests: request.guests }),
      ...(request.clockAhead === undefined ? {} : { clockAhead: request.clockAhead }),
      seed: spec.seed,
      folder: request.folder,
      limits: { threads: request.threads, memoryMegabytes: request.memoryMegabytes },
      signal: context.signal,
      over: over.signal,
      log: context.log,
      progress: context.progress,
      part: context.part ?? (() => undefined),
      ...(context.lookAt === undefined ? {} : { lookAt: context.lookAt }),
      ...(context.chooseRows === undefined ? {} : { chooseRows: context.chooseRows }),
      fitting: context.fitting ?? plainFitContext({ seed: spec.seed }),
      session,
    };
    const { outputs, events = [], repeats = true } = await execute({ contract, executor, job, onAllThreads });
    // What a fold finds goes into the evaluation that gathers it; its models are no candidates.
    return { outputs, events: spec.fold === undefined ? fitEvents(contract, request, events) : [], repeats };
  } finally {
    over.abort(new Error('the step has ended'));
    session.close();
  }
}

/** A step that fits tells where it did so, with its model and with each of its trials. */
function fitEvents(contract: StepContract, request: StepRequest, events: StepEvent[]): StepEvent[] {
  if (contract.trains === undefined) return events;
  const environment = toPlainJson(fitEnvironment(request));
  return events.map((event) =>
    fitTopics.has(event.topic)
      ? { ...event, payload: { ...jsonObjectSchema.parse(event.payload), environment } }
      : event,
  );
}

const fitTopics: ReadonlySet<string> = new Set<Topic>(['candidate-trained', 'trial-finished']);

function factsOf(references: StepRequest['spec']['references']): Record<string, JsonObject> {
  const known = Object.entries(references).flatMap(([name, { data }]) =>
    data === undefined ? [] : [[name, data] as const],
  );
  return Object.fromEntries(known);
}

function onOneThread(executor: AnyExecutor, params: JsonObject): boolean {
  switch (executor.kind) {
    case 'plan':
      return false;
    case 'fit':
      return executor.anyThreads?.(params) !== true;
    case 'run':
      return executor.oneThread === true;
  }
}

type Execution = {
  contract: StepContract;
  executor: AnyExecutor;
  job: ExecutorJob;
  /** Opens a session of all threads, where that of the job has one of several. */
  onAllThreads: (() => DuckSession) | null;
};

async function execute({ contract, executor, job, onAllThreads }: Execution): Promise<ExecutorResult> {
  switch (executor.kind) {
    case 'plan':
      return applyPlan({ contract, job, state: null });
    case 'fit': {
      job.part('learn');
      const prepared = await withParts(contract, job);
      const state = await executor.fit(prepared);
      const outOfFold = (await executor.outOfFold?.(prepared, state)) ?? null;
      const options = { contract, state, outOfFold, reports: executor.report?.(state) ?? {} };
      // Cells that train rows get out of fold, and what a fold may see, are tables of the session that learned.
      const stays =
        onAllThreads === null || outOfFold !== null || job.fold !== undefined || isSmall(contract, prepared);
      if (stays) return applyPlan({ ...options, job: prepared });
      job.session.close(); // two at a time would take twice the memory
      const session = onAllThreads();
      try {
        return await applyPlan({ ...options, job: { ...prepared, session } });
      } finally {
        session.close();
      }
    }
    case 'run':
      return executor.run(await withParts(contract, job));
  }
}

/** Up to this many rows another session costs more than it saves. */
const smallRows = 100_000;

function isSmall(contract: StepContract, job: ExecutorJob): boolean {
  return (firstTable(contract, job)?.rows ?? 0) <= smallRows;
}

/**
 * References named like an input port stand in for a connection: a run over artifacts that are already there (deploying
 * a candidate) has no step that makes them.
 */
function portReferences(contract: StepContract, references: Record<string, JobInput[]>): Record<string, JobInput[]> {
  const isInput = (name: string) => contract.inputs[name] !== undefined || contract.origins?.[name] !== undefined;
  return Object.fromEntries(Object.entries(references).filter(([name]) => isInput(name)));
}

/** Adds the views of the first table input that learning may see: train rows and validation rows, never test rows. */
async function withParts(contract: StepContract, job: ExecutorJob): Promise<ExecutorJob> {
  const table = firstTable(contract, job);
  if (job.fold !== undefined) requireFolds(contract, table, job.title);
  if (table === null) return job;
  const fit = await cutPart(job.session, table, 'train');
  const validation = await cutPart(job.session, table, 'validation');
  const empty: TableView = { relation: `(SELECT * FROM ${table.relation} LIMIT 0)`, meta: table.meta, rows: 0 };
  return { ...job, fit: fit ?? empty, validation };
}

/** The table on the first input port that carries one. */
export function firstTable(contract: StepContract, job: Pick<ExecutorJob, 'inputs'>): TableView | null {
  for (const port of Object.keys(contract.inputs)) {
    const table = job.inputs[port]?.find((input) => input.table !== undefined)?.table;
    if (table !== undefined) return table;
  }
  return null;
}

function inputFolders(request: StepRequest): string[] {
  const artifacts = [
    ...Object.values(request.inputs).flatMap((group) => group.flatMap((input) => input.artifacts)),
    ...Object.values(request.references).flat(),
  ];
  return [...new Set(artifacts.flatMap(({ path }) => (path === undefined ? [] : [dirname(path)])))];
}

/** Any error of a step as the report its node shows: the place begins with the name the author gave the step. */
export function toStepError(error: unknown, request: StepRequest): ErrorReport {
  const { title, type } = request.spec;
  const report = toErrorReport(error, title);
  const ownTitle = getTitle(type);
  if (report.place.startsWith(title)) return report;
  const inside =
    ownTitle !== null && report.place.startsWith(ownTitle) ? report.place.slice(ownTitle.length) : ` › ${report.place}`;
  const place = `${title}${inside}`;
  const message = report.message.startsWith(report.place)
    ? place + report.message.slice(report.place.length)
    : report.message;
  return { ...report, place, message };
}

function getTitle(type: string): string | null {
  try {
    return getContract(type).title;
  } catch {
    return null; // an unknown type is itself the error that is being reported
  }
}
