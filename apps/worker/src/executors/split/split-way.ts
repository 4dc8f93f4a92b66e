import { PipelineError } from '@millrace/pipeline-core/errors';
import { planToSql } from '@millrace/pipeline-core/features';
import { partCodes, type SplitWay } from '@millrace/pipeline-core/split';
import { type Catalog, requireFormula, splitColumn, uniqueName } from '@millrace/pipeline-core/steps';
import type { z } from 'zod';
import { readNumbers, readTexts, requireColumn } from '../../data/read-columns';
import { quoteName } from '../../data/sql-text';
import { reservedIn, schemaOf } from '../../data/table-view';
import type { ExecutorJob, TableView } from '../executor';
import { toCodes } from './read-classes';

export type SplitParams = z.output<Catalog['split-rows']['params']>;

type Job = ExecutorJob<SplitParams>;

const microsecondsPerDay = 86_400_000_000;

/** How rows are given out, with what that way has to know of every row. */
export async function readWay(job: Job, table: TableView): Promise<SplitWay> {
  const { strategy, evenClasses } = job.params;
  switch (strategy) {
    case 'random':
    case 'stratified':
    case 'sequential':
      return { strategy };
    case 'grouped': {
      const column = chosenColumn(job, table, 'group');
      const { codes } = toCodes(await readTexts(job.session, table.relation, column));
      return { strategy, by: column.name, groups: codes, stratify: evenClasses };
    }
    case 'time-ordered':
      return readTimes(job, table);
    case 'expression':
      return { strategy, by: job.params.rule, assigned: await followRule(job, table) };
  }
}

function chosenColumn({ params, title }: Job, table: TableView, role: 'group' | 'time') {
  // The settings were checked against this very table.
  const name = splitColumn(schemaOf(table.meta), params[role], role)?.name ?? params[role];
  return requireColumn(table.meta.columns, name, `${title} › ${role}`);
}

async function readTimes(job: Job, table: TableView): Promise<SplitWay> {
  const { name, type } = chosenColumn(job, table, 'time');
  const isTime = type === 'date' || type === 'timestamp';
  const cell = isTime ? `epoch_us(CAST(${quoteName(name)} AS TIMESTAMP))` : quoteName(name);
  const relation = `(SELECT CAST(${cell} AS DOUBLE) AS t FROM ${table.relation})`;
  const times = await readNumbers(job.session, relation, 't');
  const gap = isTime ? job.params.gap * microsecondsPerDay : job.params.gap;
  return { strategy: 'time-ordered', by: name, times, gap };
}

const codeOfAnswer: ReadonlyMap<string | null, number> = new Map<string | null, number>([
  ['train', partCodes.train],
  ['validation', partCodes.validation],
  ['test', partCodes.test],
  ['true', partCodes.train],
  ['false', partCodes.test],
  [null, partCodes.leftOut],
]);

async function followRule(job: Job, table: TableView): Promise<Uint8Array> {
  const place = `${job.title} › rule`;
  const { expression } = requireFormula(job.params.rule, schemaOf(table.meta), place);
  const name = uniqueName('rule', new Set(table.meta.columns.map((column) => column.name.toLowerCase())));
  const query = planToSql({
    from: table.relation,
    columns: table.meta.columns,
    nodes: [{ expression: name, ast: expression }],
    carry: reservedIn(table.meta),
  });
  const column = requireColumn(query.columns, name, place);
  const answers = await readTexts(job.session, `(${query.sql})`, column);
  return Uint8Array.from(answers, (answer) => {
    const code = codeOfAnswer.get(answer);
    if (code === undefined) throw unknownPart(place, answer ?? 'nothing');
    return code;
  });
}

function unknownPart(place: string, answer: string): PipelineError {
  return new PipelineError({
    code: 'unknown-part',
    family: 'pipeline',
    place,
    seen: `the answer '${answer.slice(0, 40)}'`,
    expected: "'train', 'validation' or 'test', or true and false",
    next: 'Change the rule so that it gives one of these for every row; no answer leaves a row out.',
  });
}
