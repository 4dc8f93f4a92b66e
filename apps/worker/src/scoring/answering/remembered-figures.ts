import type { Figure } from '../../ground/figures';
import type { ServedRelease } from '../releases/served-release';
import { givenAgain, rememberedOf } from './answer-cache';

/** How often releases were spared a row that they had answered before, and what their answers take. */
export function rememberedFigures(loaded: readonly ServedRelease[]): Figure[] {
  const known = loaded.flatMap((release) => {
    const again = givenAgain(release);
    const labels = { model: release.model, version: String(release.number), release: release.id };
    return again === null ? [] : [{ labels, again, bytes: rememberedOf(release).bytes }];
  });
  return [
    {
      name: 'millrace_remembered_rows_total',
      type: 'counter',
      help: 'Rows for endpoints that give an answer again: found among the answers of their release, or missed.',
      values: known.flatMap(({ labels, again: { found, missed } }) => [
        { labels: { ...labels, result: 'found' }, value: found },
        { labels: { ...labels, result: 'missed' }, value: missed },
      ]),
    },
    {
      name: 'millrace_remembered_bytes',
      type: 'gauge',
      help: 'Memory that remembered answers of a release take in this process, roughly.',
      values: known.map(({ labels, bytes }) => ({ labels, value: bytes })),
    },
  ];
}
