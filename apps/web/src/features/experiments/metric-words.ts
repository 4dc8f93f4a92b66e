import { metricLabel, metricNames } from '@millrace/pipeline-core/metrics';
import { inSearch, withoutSearch } from '@millrace/pipeline-core/search';
import { formatFixed } from '../../lib/format-number';
import { figureText } from './run-look';

/** A figure as the leaderboard calls it; what a program logged under a name of its own keeps that. */
export function metricWords(key: string): string {
  const own = withoutSearch(key);
  return own === key ? metricLabel(key) : inSearch(metricLabel(own));
}

/**
 * A figure in a column of them. Our own metrics all have four digits behind the point, so that the points stand below each other;
 * large and tiny ones, and what programs log, have the digits that tell them apart.
 */
export function columnFigure(key: string, value: number): string {
  const size = Math.abs(value);
  const isOwn = metricNames.some((name) => name === withoutSearch(key));
  return isOwn && (size === 0 || (size >= 0.001 && size < 10)) ? formatFixed(value, 4) : figureText(value);
}
