import { percentText } from '../../percent';
import type { ColumnRole } from '../../schema/column-type';
import type { PropagatedSchema } from '../../schema/propagated';
import type { Column, TableSchema } from '../../schema/table-schema';
import { typeInWords } from '../../schema/type-in-words';
import { missingColumnIssues } from '../columns';
import type { StepIssue } from '../define-step';
import { readFormula } from '../formula';
import { tableIn } from '../infer';
import { settingError } from '../refuse';
import { markingIssues } from '../target';

export type SplitSettings = {
  strategy: 'random' | 'stratified' | 'grouped' | 'time-ordered' | 'sequential' | 'expression';
  group: string;
  evenClasses: boolean;
  time: string;
  rule: string;
  train: number;
  validation: number;
  test: number;
  target: string;
  marks: boolean;
};

/** The column a split goes by: the one named, else the one with the role. */
export function splitColumn(table: TableSchema, name: string, role: ColumnRole): Column | null {
  return table.columns.find((column) => (name === '' ? column.role === role : column.name === name)) ?? null;
}

/** What is wrong with the settings of a split, as far as the columns are known. */
export function splitIssues(params: SplitSettings, from: PropagatedSchema): StepIssue[] {
  const { strategy, target, marks } = params;
  const needed = strategy === 'stratified' || (strategy === 'grouped' && params.evenClasses);
  return [...wayIssues(params, from), ...markingIssues(from, { target, needed, marks })];
}

function wayIssues(params: SplitSettings, from: PropagatedSchema): StepIssue[] {
  switch (params.strategy) {
    case 'random':
    case 'sequential':
    case 'stratified':
      return shareIssues(params);
    case 'grouped':
      return [...columnIssues(from, { name: params.group, role: 'group' }), ...shareIssues(params)];
    case 'time-ordered':
      return [...columnIssues(from, { name: params.time, role: 'time' }), ...shareIssues(params)];
    case 'expression':
      return ruleIssues(params.rule, from);
  }
}

function shareIssues({ train, validation, test }: SplitSettings): StepIssue[] {
  const total = train + validation + test;
  if (Math.abs(total - 1) <= 1e-6) return [];
  const message = `The parts add up to ${percentText(total * 100, 1)}; they must add up to 100%.`;
  return [{ code: 'shares', severity: 'error', message, param: 'test' }];
}

function columnIssues(from: PropagatedSchema, o: { name: string; role: 'group' | 'time' }): StepIssue[] {
  const param = o.role;
  if (o.name !== '') return missingColumnIssues(from, [o.name], param);
  const table = tableIn(from);
  if (from.kind !== 'known' || table === null || splitColumn(table, '', o.role) !== null) return [];
  const what = o.role === 'group' ? 'whose rows belong together' : 'that says when a row was';
  return [settingError(`no-${o.role}`, `Choose the column ${what}, or mark one with the role ${o.role}.`, param)];
}

function ruleIssues(rule: string, from: PropagatedSchema): StepIssue[] {
  if (rule.trim() === '')
    return [settingError('no-rule', "Write a rule, for example `if(year(day) < 2025, 'train', 'test')`.", 'rule')];
  const read = readFormula(rule, from, 'rule');
  if ('issues' in read) return read.issues;
  if (read.type === null || read.type === 'text' || read.type === 'boolean') return [];
  const message = `A rule gives 'train', 'validation' or 'test', or true and false; this one gives ${typeInWords(read.type)}.`;
  return [settingError('formula-type', message, 'rule')];
}
