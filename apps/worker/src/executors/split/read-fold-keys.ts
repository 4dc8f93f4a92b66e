import type { FoldRows, MakeFoldsOptions } from '@millrace/pipeline-core/split';
import type { Catalog } from '@millrace/pipeline-core/steps';
import type { z } from 'zod';
import { readTexts } from '../../data/read-columns';
import type { ExecutorJob, TableView } from '../executor';
import { chosenColumn, readTimes } from './chosen-column';
import { readClasses, toCodes } from './read-classes';

type Job = ExecutorJob<z.output<Catalog['cross-validate']['params']>>;
export type FoldKeys = Pick<FoldRows, 'codes' | 'times'> & Pick<MakeFoldsOptions, 'target'>;

/** What the train rows are divided by: their class, group or time; and their class for the receipt where it is a category. */
export async function readFoldKeys(job: Job, fit: TableView): Promise<FoldKeys> {
  const { strategy } = job.params;
  const target = await readClasses(job, fit, { needed: strategy === 'stratified' });
  const counted = target === null ? {} : { target };
  switch (strategy) {
    case 'k-fold':
      return counted;
    case 'stratified':
      return { ...counted, codes: target?.codes ?? [] };
    case 'grouped': {
      const { codes } = toCodes(await readTexts(job.session, fit.relation, chosenColumn(job, fit, 'group')));
      return { ...counted, codes };
    }
    case 'time-series':
      return { ...counted, times: await readTimes(job, fit, chosenColumn(job, fit, 'time')) };
  }
}
