import {
  findFoldsOfTable,
  findSplitOfTable,
  findTestSetOfRun,
  getRunHeader,
  getSplit,
  listMembers,
} from '@millrace/db';
import { artifactHashSchema, runIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { refuseForeignArtifact } from '../runs/read-artifact';
import { projectQuery } from '../use-case';
import { readLedger } from './read-ledger';
import { verifySplit } from './verify-split';

/** The receipt of the split or of the folds that made a table, with the number of looks at its test rows; null until it is recorded. */
export const splitOfTableUseCase = projectQuery(
  'view',
  z.object({ table: artifactHashSchema }),
  async ({ project }, { table }) => {
    await refuseForeignArtifact(project.id, table);
    const split = await findSplitOfTable(database(), { projectId: project.id, tableHash: table });
    if (split === null) {
      const folds = await findFoldsOfTable(database(), { projectId: project.id, hash: table });
      return { split: null, folds, looks: 0, madeBy: null };
    }
    const members = await listMembers(database(), project.id);
    const { total } = await readLedger({ projectId: project.id, testSet: split.testSet });
    return {
      split,
      folds: null,
      looks: total,
      madeBy: members.find(({ userId }) => userId === split.madeBy)?.name ?? null,
    };
  },
);

export const verifySplitUseCase = projectQuery('view', z.object({ id: z.uuid() }), async ({ project }, { id }) => {
  const split = await getSplit(database(), { projectId: project.id, id });
  if (split === null) throw notFound('split');
  return verifySplit(split);
});

/** The looks at the test rows that the models of a run were judged on; null when it used none. */
export const runLedgerUseCase = projectQuery('view', z.object({ run: runIdSchema }), async ({ project }, { run }) => {
  const header = await getRunHeader(database(), run);
  if (header?.projectId !== project.id) throw notFound('run');
  const testSet = await findTestSetOfRun(database(), { projectId: project.id, runId: run });
  return { ledger: testSet === null ? null : await readLedger({ projectId: project.id, testSet }) };
});
