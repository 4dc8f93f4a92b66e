import type { ExpressionNode } from '../../expression/ast';
import { readIsoDate } from '../../expression/calendar';
import { readingFormat } from '../../expression/time-format';
import type { PlanNode } from '../../features/feature-plan';
import type { ColumnType } from '../../schema/column-type';
import type { Column, TableSchema } from '../../schema/table-schema';
import { call, col, expression, int, text } from '../ast';
import { chosenColumns, uniqueName } from '../columns';
import type { StepIssue } from '../define-step';
import { settingError } from '../refuse';

export const dateParts = ['year', 'quarter', 'month', 'day', 'weekday', 'is_weekend', 'hour'] as const;
export const cycles = ['month', 'weekday', 'hour'] as const;
export const dateTypes: readonly ColumnType[] = ['date', 'timestamp'];
const periods = { month: 12, weekday: 7, hour: 24 } as const;
const between = { days: 'days_between', months: 'months_between', years: 'years_between' } as const;

export type DateParams = {
  columns: readonly string[];
  read: 'date' | 'timestamp';
  formats: readonly string[];
  parts: readonly (typeof dateParts)[number][];
  cyclic: readonly (typeof cycles)[number][];
  difference: 'none' | 'date' | 'column';
  until: string;
  other: string;
  unit: keyof typeof between;
};

/** A column the step works on; `type` is what it is once texts are read. */
export type DateTarget = { column: Column; type: 'date' | 'timestamp' };

/** The named columns, or every date and timestamp among the features; a text is a date only where it is named. */
export function dateTargets(params: DateParams, table: TableSchema): DateTarget[] {
  return chosenColumns(table, params.columns, dateTypes).flatMap((column): DateTarget[] => {
    if (column.type === 'text') return [{ column, type: params.read }];
    return column.type === 'date' || column.type === 'timestamp' ? [{ column, type: column.type }] : [];
  });
}

const isoFormats = ['%Y-%m-%d', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M', '%Y-%m-%d %H:%M'];

const local = '^(\\d\\d\\d\\d-\\d\\d-\\d\\d[T ][0-9:.]{5,18})';

/** A day and a time in UTC, said by a Z. */
const zulu = `${local} ?Z$`;

/** A day and a time with its offset from UTC at the end: sign, hours, and minutes where there are some. */
const offset = `${local} ?([+-])(0\\d|1[0-8])(?::?([0-5]\\d))?$`;

/** The first format that fits; without formats ISO 8601. */
export function readText(x: ExpressionNode, params: Pick<DateParams, 'read' | 'formats'>): ExpressionNode {
  const trimmed = call('trim', x);
  const moment = params.formats.length === 0 ? readIso(trimmed) : firstFormat(trimmed, params.formats);
  return params.read === 'date' ? call('to_date', moment) : moment;
}

function firstFormat(x: ExpressionNode, formats: readonly string[]): ExpressionNode {
  return formats
    .map((format) => call('parse_timestamp', x, text(format)))
    .reduce((first, next) => call('coalesce', first, next));
}

/** The offset is cut off, read and taken away, so that times come out in UTC; a fraction of a second is cut. */
function readIso(x: ExpressionNode): ExpressionNode {
  const fits = (pattern: string) => call('matches', x, text(pattern));
  const group = (at: number, pattern = offset) => call('extract', x, text(pattern), int(at));
  const clock: ExpressionNode = {
    k: 'case',
    when: [
      [fits(zulu), group(1, zulu)],
      [fits(offset), group(1)],
    ],
    else: x,
  };
  const fraction = call('matches', clock, text('^[0-9T: -]{19}\\.[0-9]{1,9}$'));
  const moment = firstFormat({ k: 'case', when: [[fraction, call('left', clock, int(19))]], else: clock }, isoFormats);
  const part = (at: number, seconds: number) =>
    call('mul', call('coalesce', call('to_number', group(at)), int(0)), int(seconds));
  const shift = call('add', part(3, 3600), part(4, 60));
  const west = call('eq', group(2), text('-'));
  const utc = call('add_seconds', moment, call('if', west, shift, call('neg', shift)));
  return { k: 'case', when: [[fits(offset), utc]], else: moment };
}

/** Texts are read in place first; what is made of the dates follows, with its name and type. */
export function dateNodes(params: DateParams, table: TableSchema): { reads: PlanNode[]; made: MadeColumn[] } {
  const taken = new Set(table.columns.map((column) => column.name.toLowerCase()));
  const targets = dateTargets(params, table);
  const reads = targets
    .filter(({ column }) => column.type === 'text')
    .map(({ column }) => ({ expression: column.name, ast: expression(readText(col(column.name), params)) }));
  const made = targets.flatMap((target) =>
    derivedColumns(params, target, table).map((one) => ({
      ...one,
      name: uniqueName(one.name, taken),
      source: target.column.name,
    })),
  );
  return { reads, made };
}

/** A column made of the date `source`. */
export type MadeColumn = { name: string; type: ColumnType; root: ExpressionNode; source: string };
type Unnamed = Omit<MadeColumn, 'source'>;

function derivedColumns(params: DateParams, { column, type }: DateTarget, table: TableSchema): Unnamed[] {
  const { name } = column;
  const hasPart = (part: string) => part !== 'hour' || type === 'timestamp';
  const parts = params.parts.filter(hasPart).map(
    (part): Unnamed => ({
      name: `${name}_${part}`,
      type: part === 'is_weekend' ? 'boolean' : 'integer',
      root: call(part, col(name)),
    }),
  );
  const places = params.cyclic.filter(hasPart).flatMap((part) =>
    (['sin', 'cos'] as const).map(
      (way): Unnamed => ({
        name: `${name}_${part}_${way}`,
        type: 'number',
        root: call(`cycle_${way}`, call(part, col(name)), int(periods[part])),
      }),
    ),
  );
  return [...parts, ...places, ...difference(params, { column, type }, table)];
}

function difference(params: DateParams, { column, type }: DateTarget, table: TableSchema): Unnamed[] {
  const day = (name: string, of: string) => (of === 'timestamp' ? call('to_date', col(name)) : col(name));
  const count = (name: string, until: ExpressionNode): Unnamed[] => [
    { name, type: 'integer', root: call(between[params.unit], day(column.name, type), until) },
  ];
  switch (params.difference) {
    case 'none':
      return [];
    case 'date': {
      if (Number.isNaN(readIsoDate(params.until))) return [];
      return count(`${column.name}_age_${params.unit}`, { k: 'date', v: params.until });
    }
    case 'column': {
      const otherType = typeOf(params, table, params.other);
      if (otherType === null || params.other === column.name) return [];
      return count(`${column.name}_to_${params.other}_${params.unit}`, day(params.other, otherType));
    }
  }
}

/** What a column is once this step has read its texts; null when it is no date. */
function typeOf(params: DateParams, table: TableSchema, name: string): 'date' | 'timestamp' | null {
  const target = dateTargets(params, table).find(({ column }) => column.name === name);
  if (target !== undefined) return target.type;
  const type = table.columns.find((column) => column.name === name)?.type;
  return type === 'date' || type === 'timestamp' ? type : null;
}

/** What is wrong with the settings, whatever the rows are. */
export function dateIssues(params: DateParams, table: TableSchema): StepIssue[] {
  const issues: StepIssue[] = [];
  for (const format of params.formats) {
    const read = readingFormat('timestamp').read({ k: 'text', v: format });
    if (!read.ok) issues.push(settingError('bad-format', `\`${format}\`: ${read.message} ${read.hint}`, 'formats'));
  }
  if (params.difference === 'date' && Number.isNaN(readIsoDate(params.until)))
    issues.push(settingError('no-date', 'Write the date to count to, such as 2024-12-31.', 'until'));
  if (params.difference === 'column') {
    if (params.other === '') issues.push(settingError('no-column', 'Choose the date column to count to.', 'other'));
    else if (table.columns.some(({ name }) => name === params.other) && typeOf(params, table, params.other) === null)
      issues.push(
        settingError('column-type', `\`${params.other}\` is no date. Read it above, or choose another.`, 'other'),
      );
  }
  const targets = dateTargets(params, table);
  if (targets.length === 0) {
    const message = 'There is no date column among the features. Choose the text columns that hold dates.';
    issues.push({ code: 'no-dates', severity: 'warning', message, param: 'columns' });
  }
  const wantsHour = params.parts.includes('hour') || params.cyclic.includes('hour');
  const dayOnly = targets.filter(({ type }) => type === 'date').map(({ column }) => `\`${column.name}\``);
  if (wantsHour && dayOnly.length > 0) {
    const message = `${dayOnly[0]} has no time of day, so it gives no hour. Read it as date and time.`;
    issues.push({ code: 'no-hour', severity: 'warning', message, param: 'parts' });
  }
  return issues;
}
