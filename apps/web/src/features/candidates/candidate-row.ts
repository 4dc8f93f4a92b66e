import { metricDirection, primaryMetric } from '@millrace/pipeline-core/metrics';
import type { Outputs } from '../../client/outputs';

export type Candidate = Outputs['candidates']['list']['candidates'][number];
export type ComparisonRecord = Outputs['candidates']['list']['comparison'];

export type CandidateRow = {
  candidate: Candidate;
  rank: number;
  metric: string;
  value: number | null;
  interval: readonly [number, number] | null;
  /** Train minus judged part: how much better it looks on rows it has seen. */
  gap: number | null;
  best: boolean;
  /** Cannot be told apart from the best on the same rows. */
  tied: boolean;
};

/** Ranks candidates of one task by their primary metric; the comparison says who is best and who is tied. */
export function rankCandidates(candidates: readonly Candidate[], comparison: ComparisonRecord): CandidateRow[] {
  const rows = candidates.map((candidate) => toRow(candidate, comparison));
  rows.sort((a, b) => {
    const direction = metricDirection(a.metric) === 'lower' ? -1 : 1;
    return direction * ((b.value ?? Number.NEGATIVE_INFINITY) - (a.value ?? Number.NEGATIVE_INFINITY));
  });
  return rows.map((row, index) => ({ ...row, rank: index + 1 }));
}

function toRow(candidate: Candidate, comparison: ComparisonRecord): CandidateRow {
  const evaluation = candidate.evaluations[0]?.result;
  const metric = primaryMetric(candidate.task);
  const judged = evaluation === undefined ? undefined : evaluation.parts[evaluation.part];
  const value = judged?.metrics[metric] ?? null;
  const train = evaluation?.parts.train.metrics[metric] ?? null;
  const compared = comparison?.result.ranking.find(({ model }) => model === candidate.modelHash);
  return {
    candidate,
    rank: 0,
    metric,
    value,
    interval: judged?.intervals[metric] ?? null,
    gap: value === null || train === null ? null : train - value,
    best: compared?.best ?? false,
    tied: compared?.tied ?? false,
  };
}

/** Settings that are not alike in all rows: what is worth reading. */
export function differingParams(rows: readonly CandidateRow[]): Map<string, string> {
  const byType = new Map<string, CandidateRow[]>();
  for (const row of rows) byType.set(row.candidate.stepType, [...(byType.get(row.candidate.stepType) ?? []), row]);
  const words = new Map<string, string>();
  for (const group of byType.values()) {
    const names = new Set(group.flatMap(({ candidate }) => Object.keys(candidate.manifest.trainer.params)));
    const varying = [...names].filter(
      (name) => new Set(group.map(({ candidate }) => JSON.stringify(candidate.manifest.trainer.params[name]))).size > 1,
    );
    for (const { candidate } of group) {
      words.set(
        candidate.id,
        varying.map((name) => `${name} ${JSON.stringify(candidate.manifest.trainer.params[name] ?? null)}`).join(', '),
      );
    }
  }
  return words;
}

/** The finding that opens the page. */
export function leaderSentence(rows: readonly CandidateRow[], label: (metric: string) => string): string {
  const [first] = rows;
  if (first === undefined || first.value === null) return 'No candidate has been evaluated yet.';
  const best = rows.find((row) => row.best) ?? first;
  const ties = rows.filter((row) => row.tied && row !== best).length;
  const value = (best.value ?? first.value).toFixed(3);
  const others =
    ties === 0 ? '' : ties === 1 ? ' One other may be just as good.' : ` ${ties} others may be just as good.`;
  return `${best.candidate.title} leads at ${label(best.metric)} ${value}.${others}`;
}
