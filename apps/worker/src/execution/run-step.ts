import type { LeasedStep, StepResult } from '@millrace/db/protocol';
import { type ErrorReport, toErrorReport } from '@millrace/pipeline-core/errors';
import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { z } from 'zod';
import { nameDiskFull } from '../ground/disk-full';
import type { StepHandler, StepJob, StepListener, StepReport } from './interfaces';
import type { RunningStep } from './life';
import { backoffMs, type ExecutionSettings } from './settings';

export type RunStepOptions = {
  running: RunningStep;
  handler: StepHandler;
  settings: ExecutionSettings;
  watch: StepListener;
};

export type StepEnd = { result: StepResult; settled: (places: Record<string, string> | null) => Promise<void> };

/** Executes one leased step and turns whatever happens into a result; null when the step is not ours any more. */
export async function runStep(options: RunStepOptions): Promise<StepEnd | null> {
  const { running, handler, settings, watch } = options;
  const { step, abort, finish } = running;
  const report = await attempt(handler, { step, signal: abort.signal, finish: finish.signal, ...watch });
  if (running.reason === 'lost') return null;
  return { result: toResult({ step, report, reason: running.reason, settings }), settled: settledBy(report) };
}

async function attempt(handler: StepHandler, job: StepJob): Promise<StepReport> {
  try {
    return await handler(job);
  } catch (error) {
    const report = toErrorReport(nameDiskFull(error), titleOf(job.step));
    return { outcome: 'failed', error: report, retryable: report.family === 'operator' };
  }
}

function settledBy(report: StepReport): StepEnd['settled'] {
  const committed = report.outcome === 'succeeded' ? report.committed : undefined;
  return async (places) => committed?.(places);
}

type ResultFacts = {
  step: LeasedStep;
  report: StepReport;
  reason: RunningStep['reason'];
  settings: ExecutionSettings;
};

function toResult({ step, report, reason, settings }: ResultFacts): StepResult {
  const base = { runId: step.runId, idx: step.idx, token: step.token };
  switch (report.outcome) {
    case 'succeeded': {
      const events = report.events?.map((event, n) => ({ ...event, key: `${step.runId}-${step.idx}-${n}` }));
      return {
        ...base,
        outcome: 'succeeded',
        outputs: report.outputs,
        ...(events === undefined ? {} : { events }),
        ...(report.alsoEnds === undefined ? {} : { alsoEnds: report.alsoEnds }),
        ...(report.fingerprint === undefined ? {} : { fingerprint: report.fingerprint }),
      };
    }
    case 'cached':
      return { ...base, outcome: 'cached', outputs: report.outputs };
    case 'parked':
      return { ...base, outcome: 'parked' };
    case 'failed':
      if (reason === 'cancel') return { ...base, outcome: 'cancelled' };
      if (reason === 'shutdown') return { ...base, outcome: 'released' };
      return {
        ...base,
        outcome: 'failed',
        error: withoutUndefined(report.error),
        ...(report.retryable ? { retryMs: backoffMs(settings, step.attempt) } : {}),
      };
    default:
      return assertNever(report);
  }
}

function withoutUndefined(report: ErrorReport) {
  return z.json().parse(JSON.parse(JSON.stringify(report)));
}

const titledSchema = z.object({ title: z.string() });

/** Name the author gave the step, for errors. */
function titleOf(step: LeasedStep): string {
  const spec = titledSchema.safeParse(step.spec);
  return spec.success ? spec.data.title : `Step ${step.idx + 1}`;
}
