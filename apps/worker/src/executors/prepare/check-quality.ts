import { PipelineError } from '@millrace/pipeline-core/errors';
import {
  type Catalog,
  type QualityReport,
  type QualityRule,
  ruleColumns,
  ruleText,
} from '@millrace/pipeline-core/steps';
import { tableOutputs } from '../../data/table-store';
import type { ExecutorFor, ExecutorJob } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireSettings } from '../require-settings';
import { requireInput, requireTable } from '../require-table';
import { checkRule } from './check-rule';

type Job = ExecutorJob<{ rules: QualityRule[] }>;
type RuleResult = QualityReport['rules'][number];

/** Counts every rule first, so that the log tells all of them, then stops at those that ask for it. */
export const checkQualityExecutor: ExecutorFor<Catalog['check-quality']> = {
  kind: 'run',
  async run(job) {
    const table = requireTable(job, 'table');
    const reference = job.inputs.reference?.[0]?.table ?? null;
    requireSettings(job);
    const rules: RuleResult[] = [];
    for (const rule of job.params.rules) {
      const { count, examples } = await checkRule(job, { rule, table, reference });
      const share = table.rows === 0 ? 0 : count / table.rows;
      const facts = { check: rule.check, columns: ruleColumns(rule), fail: rule.fail, share };
      rules.push({ rule: ruleText(rule), ...facts, ok: count === 0, count, examples });
    }
    for (const result of rules.filter(({ ok }) => !ok)) job.log('warning', `Broken: ${resultText(result)}.`);
    const broken = rules.filter(({ ok }) => !ok).length;
    job.log('info', `${rules.length - broken} of ${rules.length} rules hold for ${table.rows} rows.`);
    const stopping = rules.filter(({ ok, fail }) => !ok && fail === 'stop');
    if (stopping[0] !== undefined) throw ruleBroken(job, stopping[0], stopping.length - 1);
    const report: QualityReport = { v: 1, rows: table.rows, broken, rules };
    return {
      outputs: [
        ...tableOutputs('table', requireInput(job, 'table').path ?? '', table.meta),
        { port: 'report', kind: 'metrics', inline: toPlainJson(report) },
      ],
    };
  },
};

function resultText({ rule, check, count, examples }: RuleResult): string {
  const shown = examples
    .map(({ row, value }) => `${row === null ? '' : `row ${row}: `}${value ?? 'missing'}`)
    .join('; ');
  const whole = check === 'row-count' || check === 'freshness';
  const rows = whole ? 'it is not so' : `${count} ${count === 1 ? 'row breaks' : 'rows break'} it`;
  return `${rule}, but ${rows}${shown === '' ? '' : ` (${shown})`}`;
}

function ruleBroken(job: Job, result: RuleResult, more: number): PipelineError {
  const [row] = result.examples;
  const others = more === 0 ? '' : ` ${more} other ${more === 1 ? 'rule is' : 'rules are'} broken too; see the log.`;
  return new PipelineError({
    code: 'quality-rule-broken',
    family: 'pipeline',
    place: `${job.title} › ${result.rule}`,
    seen: resultText(result),
    expected: result.rule,
    next: `Mend these rows before this step, or let the rule warn.${others}`,
    message: `${job.title}: ${resultText(result)}. Mend these rows before this step, or let the rule warn.${others}`,
    ...(result.columns[0] === undefined ? {} : { column: result.columns[0] }),
    ...(row === undefined || row.row === null ? {} : { row: row.row }),
  });
}
