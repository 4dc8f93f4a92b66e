import { z } from 'zod';
import type { TableSchema } from '../../schema/table-schema';
import { typeInWords } from '../../schema/type-in-words';
import { missingColumnIssues, wrongTypeIssues } from '../columns';
import { defineStep, type StepIssue } from '../define-step';
import { incoming, inferTable, tableIn } from '../infer';
import { param } from '../param';
import { comparable } from './comparable';
import { type QualityRule, qualityRuleSchema, qualityTypes, ruleColumns, ruleGap } from './quality-rules';

export const checkQuality = defineStep({
  type: 'check-quality',
  version: 1,
  stage: 'prepare',
  title: 'Check quality',
  summary: 'Checks rules about the rows; a broken rule stops the run or warns, and the table goes on unchanged.',
  doc: `Each rule is about one column, or about the whole table. A missing cell breaks *not missing* only. Every rule is counted, then the run **stops** at those that say so; the others **warn** in the log and in the report.

- **In a list** compares texts, one value a line. **Like a pattern** wants the whole text to fit (RE2).
- **In other table** looks the value up in the second input: a customer of an order that is in the list of customers.
- **Fresh** compares the newest date or time with the time of the run, so this step always runs anew.

The report names each rule with the rows that break it and examples of them.

**Example.** \`order_id\` unique, stop; \`amount\` from 0 to 100000, stop; \`email\` like \`.+@.+\`, warn.`,
  synonyms: [
    'validate',
    'expectations',
    'assert',
    'data contract',
    'not null',
    'unique',
    'constraint',
    'great expectations',
  ],
  icon: 'shield-check',
  params: z.object({ rules: param(z.array(qualityRuleSchema).max(200).default([]), { title: 'Rules' }) }),
  inputs: {
    table: { type: 'Table', title: 'Table' },
    reference: { type: 'Table', title: 'Other table', optional: true },
  },
  outputs: { table: { type: 'as:table', title: 'Table' }, report: { type: 'Metrics', title: 'Report' } },
  // Not deterministic: whether rows are fresh depends on when it runs.
  flags: { keepsColumns: true },
  needs: 'cpu',
  cost: (params, rows) => ({ seconds: 0.05 + (rows * Math.max(1, params.rules.length)) / 4e6, megabytes: 192 }),
  describe(params) {
    const stops = params.rules.filter(({ fail }) => fail === 'stop').length;
    if (params.rules.length === 0) return 'No rule yet';
    return `${params.rules.length} ${params.rules.length === 1 ? 'rule' : 'rules'}, ${stops} can stop`;
  },
  onSomeRows({ rules }) {
    if (!rules.some(isAboutAll)) return null;
    const leftOut = 'How many rows there are and how fresh they are is checked when it runs.';
    return { params: { rules: rules.map((rule) => (isAboutAll(rule) ? { ...rule, ...holds } : rule)) }, leftOut };
  },
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const reference = inputs.reference?.[0];
    const table = tableIn(from);
    const issues = params.rules.flatMap((rule): StepIssue[] => {
      const gap = ruleGap(rule, reference !== undefined);
      if (gap !== null) return [{ code: 'rule-incomplete', severity: 'error', message: gap, param: 'rules' }];
      const types = qualityTypes[rule.check];
      return [
        ...missingColumnIssues(from, ruleColumns(rule), 'rules'),
        ...(table === null || types.length === 0 ? [] : wrongTypeIssues(table, ruleColumns(rule), types, 'rules')),
        ...(rule.check === 'exists' && reference !== undefined
          ? [
              ...missingColumnIssues(reference, [rule.other], 'rules'),
              ...otherTypeIssues(rule, table, tableIn(reference)),
            ]
          : []),
      ];
    });
    if (params.rules.length === 0) {
      const message = 'There is no rule yet, so nothing is checked. Add one.';
      issues.push({ code: 'nothing-to-do', severity: 'warning', message, param: 'rules' });
    }
    return { ...inferTable(from, (same) => ({ table: same }), ['report']), issues };
  },
});

function isAboutAll({ check }: QualityRule): boolean {
  return check === 'row-count' || check === 'freshness';
}

/** Makes a rule one that any table keeps. */
const holds = { check: 'row-count', low: 0, high: null } as const;

function otherTypeIssues(rule: QualityRule, table: TableSchema | null, reference: TableSchema | null): StepIssue[] {
  const mine = table?.columns.find(({ name }) => name === rule.column);
  const theirs = reference?.columns.find(({ name }) => name === rule.other);
  if (mine === undefined || theirs === undefined || comparable(mine.type, theirs.type)) return [];
  const message = `\`${rule.column}\` is ${typeInWords(mine.type)}, \`${rule.other}\` of the other table is ${typeInWords(theirs.type)}: they are never equal. Cast one of them.`;
  return [{ code: 'key-types', severity: 'error', message, param: 'rules' }];
}
