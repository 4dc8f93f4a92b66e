import { PipelineError } from '@millrace/pipeline-core/errors';
import { planToSql } from '@millrace/pipeline-core/features';
import { partCodes, type SplitWay } from '@millrace/pipeline-core/split';
import { type Catalog, requireFormula, uniqueName } from '@millrace/pipeline-core/steps';
import type { z } from 'zod';
import { readTexts, requireColumn } from '../../data/read-columns';
import { reservedIn, schemaOf } from '../../data/table-view';
import type { ExecutorJob, TableView } from '../executor';
import { chosenColumn, isTime, readTimes } from './chosen-column';
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
    case 'time-ordered': {
      const column = chosenColumn(job, table, 'time');
      const gap = isTime(column) ? job.params.gap * microsecondsPerDay : job.params.gap;
      return { strategy, by: column.name, times: await readTimes(job, table, column), gap };
    }
    case 'expression':
      return { strategy, by: job.params.rule, assigned: await followRule(job, table) };
  }
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
