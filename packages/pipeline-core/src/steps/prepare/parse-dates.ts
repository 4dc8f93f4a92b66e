import { z } from 'zod';
import { expression } from '../ast';
import { missingColumnIssues, requireColumns, wrongTypeIssues } from '../columns';
import { defineStep } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { sameTableOut, tableIn } from '../ports';
import { refuseErrors } from '../refuse';
import { cycles, dateIssues, dateNodes, dateParts, dateTargets, dateTypes } from './date-plan';

const readable = ['text', ...dateTypes] as const;

export const parseDates = defineStep({
  type: 'parse-dates',
  version: 1,
  stage: 'prepare',
  title: 'Parse dates',
  summary: 'Reads dates from text and makes columns of them: year, month, weekday, age, cycles.',
  doc: `Texts become dates by the first **format** that fits: \`%Y\` year, \`%y\` year of two digits, \`%m\` month, \`%b\` Jan to Dec, \`%d\` day, \`%H:%M:%S\` time; every digit is needed. Without formats ISO is read: \`2024-01-31\`, \`2024-01-31T08:30:00Z\`, also with a blank for the T. A text that cannot be read becomes **missing**; the log says how many and shows some. Times come out in UTC: an offset such as \`+02:00\` is taken away, and fractions of a second are cut.

| \`joined\` | format | \`joined\` | \`joined_month\` | \`joined_weekday\` | \`joined_age_years\` on 2024-12-31 |
|---|---|---|---|---|---|
| \`03.02.2001\` | \`%d.%m.%Y\` | 2001-02-03 | 2 | 6 | 23 |
| \`soon\` | | missing | missing | missing | missing |

The date itself stays in the table; once columns are made of it, models ignore it. A weekday is 1 on Monday and 7 on Sunday. **As a cycle** gives the place on a circle, so December comes out beside January. The **time until** counts complete days, months or years up to a fixed date or to another column, negative when that lies before.`,
  synonyms: [
    'date',
    'time',
    'timestamp',
    'to datetime',
    'strptime',
    'year',
    'month',
    'weekday',
    'weekend',
    'age',
    'cyclic',
    'date parts',
    'season',
  ],
  icon: 'calendar-days',
  params: z.object({
    columns: param(z.array(z.string()).default([]), {
      title: 'Columns',
      description: 'None chosen: every date among the features. Choose the texts that hold dates.',
      placeholder: 'All dates (none chosen)',
      widget: 'columns',
      columnTypes: readable,
    }),
    read: param(z.enum(['date', 'timestamp']).default('date'), {
      title: 'Read texts as',
      labels: { date: 'Date', timestamp: 'Date and time' },
    }),
    formats: param(z.array(z.string().min(2).max(60)).max(20).default([]), {
      title: 'Formats of texts',
      description: 'One on each line, tried in order. Empty: ISO, such as 2024-01-31.',
      placeholder: '%d.%m.%Y',
    }),
    parts: param(z.array(z.enum(dateParts)).default(['year', 'month', 'day', 'weekday']), {
      title: 'Parts as columns',
      labels: {
        year: 'Year',
        quarter: 'Quarter',
        month: 'Month',
        day: 'Day',
        weekday: 'Weekday',
        is_weekend: 'Is weekend',
        hour: 'Hour',
      },
    }),
    cyclic: param(z.array(z.enum(cycles)).default([]), {
      title: 'As a cycle (sine and cosine)',
      labels: { month: 'Month', weekday: 'Weekday', hour: 'Hour' },
    }),
    difference: param(z.enum(['none', 'date', 'column']).default('none'), {
      title: 'Time until',
      labels: { none: 'None', date: 'A date', column: 'A column' },
    }),
    until: param(z.string().max(10).default(''), {
      title: 'Date to count to',
      placeholder: '2024-12-31',
      showWhen: { param: 'difference', is: ['date'] },
    }),
    other: param(z.string().default(''), {
      title: 'Column to count to',
      widget: 'column',
      columnTypes: readable,
      showWhen: { param: 'difference', is: ['column'] },
    }),
    unit: param(z.enum(['days', 'months', 'years']).default('days'), {
      title: 'Counted in',
      labels: { days: 'Days', months: 'Months', years: 'Years' },
      showWhen: { param: 'difference', is: ['date', 'column'] },
    }),
  }),
  inputs: tableIn,
  outputs: sameTableOut,
  flags: { rowWise: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.05 + rows / 5e5, megabytes: 128 }),
  describe(params) {
    const count = params.parts.length + 2 * params.cyclic.length + (params.difference === 'none' ? 0 : 1);
    const of =
      params.columns.length === 0
        ? 'All dates'
        : params.columns.length === 1
          ? `${params.columns[0]}`.slice(0, 40)
          : `${params.columns.length} columns`;
    return count === 0 ? of : `${of}, ${count} column${count === 1 ? '' : 's'} of each`;
  },
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const other = params.difference === 'column' && params.other !== '' ? [params.other] : [];
    const gone = [
      ...missingColumnIssues(from, params.columns, 'columns'),
      ...missingColumnIssues(from, other, 'other'),
    ];
    return inferTable(from, (table) => {
      const types = new Map(dateTargets(params, table).map(({ column, type }) => [column.name, type]));
      const made = dateNodes(params, table).made;
      const sources = new Set(made.map(({ source }) => source));
      const columns = table.columns.map((column) => {
        const type = types.get(column.name);
        if (type === undefined) return column;
        // Models cannot learn from a date itself: once columns are made of it, it has done its work.
        const role = sources.has(column.name) && column.role === 'feature' ? ('ignore' as const) : column.role;
        if (type === column.type) return { ...column, role };
        const { missing: _missing, distinct: _distinct, ...rest } = column;
        return { ...rest, type, role };
      });
      const added = made.map(({ name, type }) => ({ name, type, role: 'feature' as const }));
      const wrong = wrongTypeIssues(table, params.columns, readable, 'columns');
      return {
        table: { ...table, columns: [...columns, ...added] },
        issues: [...gone, ...wrong, ...dateIssues(params, table)],
      };
    });
  },
  toPlan(params, _fitted, input) {
    const other = params.difference === 'column' && params.other !== '' ? [params.other] : [];
    requireColumns(input, [...params.columns, ...other], 'Parse dates');
    refuseErrors(
      [...wrongTypeIssues(input, params.columns, readable, 'columns'), ...dateIssues(params, input)],
      'Parse dates',
    );
    const { reads, made } = dateNodes(params, input);
    return [...reads, ...made.map(({ name, root }) => ({ expression: name, ast: expression(root) }))];
  },
  converts: (params, input) =>
    dateTargets(params, input)
      .filter(({ column }) => column.type === 'text')
      .map(({ column }) => column.name),
});
