import { z } from 'zod';
import { param } from '../param';

export const joinKinds = {
  inner: 'Inner: rows that match on both sides',
  left: 'Left: all rows of the left table',
  full: 'Full: all rows of both tables',
  semi: 'Semi: left rows that have a match',
  anti: 'Anti: left rows without a match',
  asof: 'As of: the latest right row at that time',
} as const;

export const timeUnits = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;

const ordered = ['integer', 'number', 'date', 'timestamp'] as const;
const asOf = { param: 'how', is: ['asof'] };
const adds = { param: 'how', is: ['inner', 'left', 'full', 'asof'] };

export const joinParams = z.object({
  how: param(z.enum(['inner', 'left', 'full', 'semi', 'anti', 'asof']).default('left'), {
    title: 'Which rows',
    labels: joinKinds,
  }),
  keys: param(
    z
      .array(
        z.object({
          left: param(z.string().default(''), { title: 'Left', widget: 'column', port: 'left' }),
          right: param(z.string().default(''), { title: 'Right', widget: 'column', port: 'right' }),
        }),
      )
      .max(20)
      .default([]),
    { title: 'Where these are equal', description: 'Empty: the ids both tables have, else their only common column.' },
  ),
  leftTime: param(z.string().default(''), {
    title: 'Time of the left row',
    widget: 'column',
    port: 'left',
    columnTypes: ordered,
    showWhen: asOf,
  }),
  rightTime: param(z.string().default(''), {
    title: 'Time of the right row',
    description: 'The latest right row at or before the left one is taken.',
    widget: 'column',
    port: 'right',
    columnTypes: ordered,
    showWhen: asOf,
  }),
  tolerance: param(z.number().min(0).nullable().default(null), {
    title: 'At most so long ago',
    description: 'Older right rows do not count. Empty: any age. For number columns, in their own unit.',
    showWhen: asOf,
  }),
  unit: param(z.enum(['seconds', 'minutes', 'hours', 'days']).default('days'), {
    title: 'Unit',
    labels: { seconds: 'Seconds', minutes: 'Minutes', hours: 'Hours', days: 'Days' },
    showWhen: asOf,
  }),
  several: param(z.enum(['all', 'stop']).default('all'), {
    title: 'When a row has several matches',
    labels: { all: 'Repeat it, and warn', stop: 'Stop the run' },
    showWhen: { param: 'how', is: ['inner', 'left', 'full'] },
  }),
  suffix: param(z.string().min(1).max(40).default('_right'), {
    title: 'Ending for names that are there twice',
    showWhen: adds,
    advanced: true,
  }),
});
export type JoinParams = z.output<typeof joinParams>;
