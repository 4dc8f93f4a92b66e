import type { Figure } from '../../ground/figures';
import type { Precomputed } from './precomputed-store';

/** Scores of batches that this process answers with, and how often it does. */
export function precomputedFigures(precomputed: Pick<Precomputed, 'tables' | 'counts'>): Figure[] {
  const tables = precomputed.tables().map(({ endpoint, scores, held, unheld }) => ({
    labels: { endpoint: endpoint.slug, release: scores.release, batch: scores.batch },
    held,
    unheld,
  }));
  const of = (read: 'rows' | 'bytes') =>
    tables.flatMap(({ labels, held }) => (held === null ? [] : [{ labels, value: held[read] }]));
  return [
    {
      name: 'millrace_precomputed_scores',
      type: 'gauge',
      help: 'Entities whose score an endpoint has in memory.',
      values: of('rows'),
    },
    {
      name: 'millrace_precomputed_bytes',
      type: 'gauge',
      help: 'Memory that the scores of a batch take in this process, roughly.',
      values: of('bytes'),
    },
    {
      name: 'millrace_precomputed_unheld',
      type: 'gauge',
      help: 'Scores of batches that are not held in memory, and why: the model answers instead.',
      values: tables.flatMap(({ labels, unheld }) =>
        unheld === null ? [] : [{ labels: { ...labels, reason: unheld.why }, value: 1 }],
      ),
    },
    {
      name: 'millrace_precomputed_rows_total',
      type: 'counter',
      help: 'Rows for endpoints that answer with scores of batches: found among them, or missed.',
      values: [...precomputed.counts()].flatMap(([endpoint, { found, missed }]) => [
        { labels: { endpoint, result: 'found' }, value: found },
        { labels: { endpoint, result: 'missed' }, value: missed },
      ]),
    },
  ];
}
