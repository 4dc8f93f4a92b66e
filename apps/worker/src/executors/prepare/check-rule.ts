import { PipelineError } from '@millrace/pipeline-core/errors';
import { expressionTypeOfSqlType } from '@millrace/pipeline-core/expression';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { QualityReport, QualityRule } from '@millrace/pipeline-core/steps';
import { requireColumn, textSql } from '../../data/read-columns';
import { quoteName, quoteText, quoteTexts } from '../../data/sql-text';
import type { ExecutorJob, TableView } from '../executor';
import { helperName } from './sort-sql';
import { valueSql } from './value-sql';

type Checked = { count: number; examples: QualityReport['rules'][number]['examples'] };
type Job = Pick<ExecutorJob<unknown>, 'session' | 'title'>;
type Subject = { rule: QualityRule; table: TableView; reference: TableView | null };

const shownExamples = 5;
const longestValue = 80;

/** How many rows break a rule, and the first of them. */
export async function checkRule(job: Job, subject: Subject): Promise<Checked> {
  const { rule, table } = subject;
  if (rule.check === 'row-count') return wholeTable(!within(rule, table.rows), String(table.rows));
  if (rule.check === 'freshness') return checkFreshness(job, subject);
  const names = rule.check === 'unique' ? rule.columns : [rule.column];
  const shown = names.map((name) => shownSql(requireColumn(table.meta.columns, name, job.title)));
  const value = shown.length === 1 ? shown[0] : `concat_ws(', ', ${shown.join(', ')})`;
  const broken = `SELECT __row AS row, left(CAST(${value} AS VARCHAR), ${longestValue}) AS value FROM ${relationOf(subject)} WHERE ${brokenSql(job, subject)}`;
  const query = async () => {
    const { count } = await job.session.numbers(`SELECT count(*) AS count FROM (${broken})`);
    if (count === undefined || count === null || count === 0) return { count: 0, examples: [] };
    const rows = await job.session.query(`${broken} ORDER BY row LIMIT ${shownExamples}`);
    const examples = rows.map(({ row, value: text }) => ({
      row: Number(row),
      value: text === null ? null : String(text),
    }));
    return { count, examples };
  };
  return query().catch((error: unknown) => {
    if (rule.check === 'pattern' && error instanceof Error && /invalid|missing|bad|unexpected/i.test(error.message))
      throw badPattern(job, rule, error);
    throw error;
  });
}

/** A cell as text for an example; of types that have none its type. */
function shownSql(column: StoredColumn): string {
  return expressionTypeOfSqlType(column.sqlType) === undefined ? quoteText(`(${column.type})`) : textSql(column);
}

/** The rows to look at; for uniqueness with the number of rows that are equal. */
function relationOf({ rule, table }: Subject): string {
  if (rule.check !== 'unique') return table.relation;
  const keys = rule.columns.map(quoteName).join(', ');
  return `(SELECT *, count(*) OVER (PARTITION BY ${keys}) AS ${equalRows(table)} FROM ${table.relation})`;
}

function equalRows(table: TableView): string {
  return helperName('__same', table);
}

/** True for a row that breaks the rule. A missing cell breaks only the rule against missing cells. */
function brokenSql(job: Job, { rule, table, reference }: Subject): string {
  const column = rule.check === 'unique' ? null : requireColumn(table.meta.columns, rule.column, job.title);
  const cell = column === null ? '' : valueSql(column);
  switch (rule.check) {
    case 'not-null':
      return `${cell} IS NULL`;
    case 'unique':
      return `${equalRows(table)} > 1 AND ${rule.columns.map((name) => `${quoteName(name)} IS NOT NULL`).join(' AND ')}`;
    case 'in-set':
      return `${column === null ? '' : textSql(column)} NOT IN (SELECT unnest(${quoteTexts(rule.values)}))`;
    case 'range': {
      const bounds = [
        rule.low === null ? [] : [`${cell} < ${rule.low}`],
        rule.high === null ? [] : [`${cell} > ${rule.high}`],
      ];
      return bounds.flat().join(' OR ');
    }
    case 'pattern':
      return `NOT regexp_full_match(${cell}, ${quoteText(rule.pattern)})`;
    case 'exists': {
      const name = helperName('__other', table);
      const other = `SELECT ${quoteName(rule.other)} AS ${name} FROM ${reference?.relation ?? table.relation}`;
      return `${cell} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM (${other}) WHERE ${name} = ${cell})`;
    }
    case 'row-count':
    case 'freshness':
      return 'false'; // rules about the whole table are checked above
  }
}

async function checkFreshness(job: Job, { rule, table }: Subject): Promise<Checked> {
  const newest = `max(CAST(${quoteName(rule.column)} AS TIMESTAMP))`;
  const [found] = await job.session.query(
    `SELECT epoch_ms(${newest})::VARCHAR AS at, ${newest}::VARCHAR AS text FROM ${table.relation}`,
  );
  if (found?.at === null || found?.at === undefined) return wholeTable(true, 'no value at all');
  const age = (Date.now() - Number(found.at)) / 3_600_000;
  return wholeTable(age > rule.hours, String(found.text));
}

function within({ low, high }: QualityRule, value: number): boolean {
  return (low === null || value >= low) && (high === null || value <= high);
}

function wholeTable(broken: boolean, value: string): Checked {
  return broken ? { count: 1, examples: [{ row: null, value }] } : { count: 0, examples: [] };
}

function badPattern(job: Job, rule: QualityRule, cause: Error): PipelineError {
  return new PipelineError({
    code: 'bad-pattern',
    family: 'pipeline',
    place: `${job.title} › rules`,
    seen: `the pattern ${rule.pattern}`,
    expected: 'a regular expression in the syntax of RE2',
    next: 'Correct it; look-ahead and back-references do not exist there.',
    cause,
  });
}
