import { z } from 'zod';
import type { ColumnType } from '../../schema/column-type';
import { nameList } from '../columns';
import { param } from '../param';

export const qualityLabels = {
  'not-null': 'Not missing',
  unique: 'Unique',
  'in-set': 'In a list',
  range: 'In a range',
  pattern: 'Like a pattern',
  exists: 'In other table',
  'row-count': 'Row count',
  freshness: 'Fresh',
} as const;
export type QualityCheck = keyof typeof qualityLabels;
const checks = Object.keys(qualityLabels) as [QualityCheck, ...QualityCheck[]]; // keys of a literal, not empty

/** Types a check works on; empty: any. */
export const qualityTypes: Record<QualityCheck, readonly ColumnType[]> = {
  'not-null': [],
  unique: [],
  'in-set': ['text', 'integer', 'number', 'boolean', 'date'],
  range: ['integer', 'number'],
  pattern: ['text'],
  exists: [],
  'row-count': [],
  freshness: ['date', 'timestamp'],
};

const when = (...is: QualityCheck[]) => ({ param: 'check', is });
const bound = (title: string) =>
  param(z.number().nullable().default(null), { title, showWhen: when('range', 'row-count') });

export const qualityRuleSchema = z.object({
  check: param(z.enum(checks).default('not-null'), { title: 'Rule', labels: qualityLabels }),
  fail: param(z.enum(['stop', 'warn']).default('stop'), {
    title: 'If broken',
    labels: { stop: 'Stop', warn: 'Warn' },
  }),
  column: param(z.string().default(''), {
    title: 'Column',
    widget: 'column',
    port: 'table',
    showWhen: when('not-null', 'in-set', 'range', 'pattern', 'exists', 'freshness'),
  }),
  columns: param(z.array(z.string()).default([]), {
    title: 'Columns that are unique together',
    widget: 'columns',
    port: 'table',
    showWhen: when('unique'),
  }),
  values: param(z.array(z.string()).default([]), { title: 'Allowed values', showWhen: when('in-set') }),
  low: bound('At least'),
  high: bound('At most'),
  pattern: param(z.string().max(1000).default(''), { title: 'Pattern (RE2), whole text', showWhen: when('pattern') }),
  other: param(z.string().default(''), {
    title: 'Column there',
    widget: 'column',
    port: 'reference',
    showWhen: when('exists'),
  }),
  hours: param(z.number().gt(0).default(24), { title: 'Age', unit: 'hours', showWhen: when('freshness') }),
});
export type QualityRule = z.output<typeof qualityRuleSchema>;

/** Columns of the table a rule looks at. */
export function ruleColumns(rule: QualityRule): string[] {
  if (rule.check === 'row-count') return [];
  if (rule.check === 'unique') return rule.columns;
  return rule.column === '' ? [] : [rule.column];
}

/** A rule in words: "`age` from 0 to 120". */
export function ruleText(rule: QualityRule): string {
  const column = `\`${rule.column}\``;
  switch (rule.check) {
    case 'not-null':
      return `${column} has no missing cell`;
    case 'unique':
      return `${nameList(rule.columns)} ${rule.columns.length > 1 ? 'together have' : 'has'} no value twice`;
    case 'in-set':
      return `${column} is one of ${rule.values.slice(0, 5).join(', ')}${rule.values.length > 5 ? ', …' : ''}`;
    case 'range':
      return `${column} ${boundsText(rule)}`;
    case 'pattern':
      return `${column} is like ${rule.pattern}`;
    case 'exists':
      return `${column} is found in \`${rule.other}\` of the other table`;
    case 'row-count':
      return `the number of rows ${boundsText(rule)}`;
    case 'freshness':
      return `the newest ${column} is not older than ${rule.hours} hours`;
  }
}

function boundsText({ low, high }: QualityRule): string {
  if (low !== null && high !== null) return `is from ${low} to ${high}`;
  if (low !== null) return `is at least ${low}`;
  return high === null ? 'is anything' : `is at most ${high}`;
}

/** What a rule still lacks, as a sentence; null when it can be checked. */
export function ruleGap(rule: QualityRule, hasReference: boolean): string | null {
  const name = qualityLabels[rule.check];
  if (rule.check !== 'row-count' && ruleColumns(rule).length === 0) return `"${name}" has no column. Choose one.`;
  const open = rule.low === null && rule.high === null;
  if ((rule.check === 'range' || rule.check === 'row-count') && open) return `"${name}" has no bound. Set one.`;
  if (rule.low !== null && rule.high !== null && rule.low > rule.high)
    return `"${name}": at least ${rule.low} and at most ${rule.high} is never true. Swap them.`;
  if (rule.check === 'in-set' && rule.values.length === 0) return `"${name}" allows nothing. Add values.`;
  if (rule.check === 'pattern' && rule.pattern === '') return `"${name}" has no pattern. Write one.`;
  if (rule.check !== 'exists') return null;
  if (!hasReference) return `"${name}" needs the other table. Connect it to the second input.`;
  return rule.other === '' ? `"${name}" has no column of the other table. Choose one.` : null;
}

/** What the step reports: every rule, how many rows break it, and some of them. */
export const qualityReportSchema = z.object({
  v: z.literal(1),
  rows: z.int().nonnegative(),
  broken: z.int().nonnegative(),
  rules: z.array(
    z.object({
      rule: z.string(),
      check: z.enum(checks),
      columns: z.array(z.string()),
      fail: z.enum(['stop', 'warn']),
      ok: z.boolean(),
      /** Rows that break it; for rules about the whole table 1 or 0. */
      count: z.int().nonnegative(),
      share: z.number(),
      examples: z.array(z.object({ row: z.int().nullable(), value: z.string().nullable() })),
    }),
  ),
});
export type QualityReport = z.output<typeof qualityReportSchema>;
