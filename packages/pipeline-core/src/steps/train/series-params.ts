import { z } from 'zod';
import { duplicateRules } from '../../series/regular-series';
import { targetParam } from '../common-params';
import { param } from '../param';
import { timeTypes } from '../series-columns';

/** What every forecast asks for: which series, how far, how sure. */
export const seriesParams = {
  target: targetParam({ columnTypes: ['integer', 'number'] }),
  time: param(z.string().default(''), {
    title: 'Time',
    description: 'When each row was. Empty: the column with the role time, or the only date.',
    widget: 'column',
    columnTypes: timeTypes,
  }),
  series: param(z.string().default(''), {
    title: 'Series',
    description: 'A text that tells several series apart; each is learned by itself. Empty: one series.',
    widget: 'column',
    columnTypes: ['text'],
  }),
  horizon: param(z.int().min(0).max(100_000).default(0), {
    title: 'Steps ahead',
    description: 'How far it can answer behind the last train row. 0: half as many steps as it learned from.',
  }),
};

export const seasonParams = {
  period: param(z.int().min(0).max(5000).default(0), {
    title: 'Steps of one season',
    description: '12 for months of a year. 0: found from the times and the values; 1: none.',
  }),
  level: param(z.number().min(0.5).max(0.999).default(0.9), {
    title: 'Interval',
    description: 'Share of the values that should lie between its ends.',
    widget: 'percent',
    advanced: true,
  }),
  duplicates: param(z.enum(duplicateRules).default('mean'), {
    title: 'Several values at one step',
    labels: { mean: 'Their mean', sum: 'Their sum', last: 'The last one', refuse: 'Stop' },
    advanced: true,
  }),
};

/** How far the answers go, for the line under the title. */
export function horizonInWords(horizon: number): string {
  return horizon === 0 ? 'half as far ahead' : `${horizon} steps ahead`;
}
