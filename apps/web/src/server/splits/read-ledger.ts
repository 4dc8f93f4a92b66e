import { listLooks, type TestLook } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { metricDirection } from '@millrace/pipeline-core/metrics';
import { judgeTestLuck, type TestFigure } from '@millrace/pipeline-core/split';
import { database } from '../database';

/** Figures that are judged; what is shown as a list may be shorter. */
const mostLooks = 2000;

/** Every look at these test rows, and whether the best among the models that were judged on them may be luck. */
export async function readLedger({ projectId, testSet }: { projectId: ProjectId; testSet: string }) {
  const { looks, total } = await listLooks(database(), { projectId, testSet, limit: mostLooks });
  return { testSet, total, looks, luck: luckOf(looks) };
}

/** Judged by the metric that most looks speak of: figures of different metrics do not compare. */
function luckOf(looks: readonly TestLook[]) {
  const byMetric = new Map<string, TestFigure[]>();
  // Oldest first, so that the figure seen last stands for a model.
  for (const look of [...looks].reverse()) {
    if (look.metric === null || look.value === null || look.modelHash === null) continue;
    const sign = metricDirection(look.metric) === 'higher' ? 1 : -1;
    const figures = byMetric.get(look.metric) ?? [];
    figures.push({
      model: look.modelHash,
      value: sign * look.value,
      standardError: look.standardError,
      baseline: look.stepType === 'baseline',
    });
    byMetric.set(look.metric, figures);
  }
  const [most] = [...byMetric].sort((a, b) => b[1].length - a[1].length);
  const luck = most === undefined ? null : judgeTestLuck(most[1]);
  if (most === undefined || luck === null) return null;
  return { ...luck, metric: most[0], title: looks.find(({ modelHash }) => modelHash === luck.best)?.candidate ?? null };
}
