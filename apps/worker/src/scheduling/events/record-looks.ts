import { recordLook } from '@millrace/db';
import type { TopicPayload } from '@millrace/pipeline-core/events';
import { primaryMetric } from '@millrace/pipeline-core/metrics';
import type { EventContext } from './event-context';
import type { EventOrigin } from './event-origin';

type Options<T> = { payload: T; step: EventOrigin; context: EventContext };

/** Half the width of a 95 % interval, in standard errors. */
const halfWidth = 1.96;

/** A model judged on test rows is a look at them; one judged on earlier parts only is none. */
export async function lookOfEvaluation(o: Options<TopicPayload<'candidate-evaluated'>>): Promise<void> {
  const { testSet, model, evaluation } = o.payload;
  const { rows, metrics, intervals } = evaluation.parts.test;
  if (testSet === undefined || rows === 0) return;
  const metric = primaryMetric(evaluation.task);
  await writeLook(o, {
    kind: 'evaluation',
    testSet,
    rows,
    model,
    metric,
    value: metrics[metric] ?? null,
    interval: intervals[metric],
  });
}

/** A comparison that lets test rows decide looks at them once for every model. */
export async function looksOfComparison(o: Options<TopicPayload<'candidates-compared'>>): Promise<void> {
  const { testSet, comparison } = o.payload;
  if (testSet === undefined || comparison.part !== 'test') return;
  const { metric, rows } = comparison;
  for (const { model, metric: value, interval } of comparison.ranking)
    await writeLook(o, { kind: 'comparison', testSet, rows, model, metric, value, interval });
}

type Judged = {
  kind: 'evaluation' | 'comparison';
  testSet: string;
  rows: number;
  model: TopicPayload<'candidate-evaluated'>['model'];
  metric: string;
  value: number | null;
  interval: readonly [number, number] | null | undefined;
};

async function writeLook({ step, context }: Omit<Options<unknown>, 'payload'>, judged: Judged): Promise<void> {
  const { projectId, startedBy } = await context.runFacts.run(step.run);
  const { kind, testSet, rows, model, metric, value, interval } = judged;
  const known = interval !== null && interval !== undefined;
  await recordLook(context.db, {
    projectId,
    testSet,
    kind,
    actor: startedBy,
    rows,
    judged: {
      runId: step.run,
      idx: step.idx,
      modelHash: model,
      metric,
      value,
      standardError: known ? (interval[1] - interval[0]) / (2 * halfWidth) : null,
    },
  });
}
