import { PipelineError } from '@millrace/pipeline-core/errors';
import type { BatchLanded, NothingLanded } from '@millrace/pipeline-core/events';
import { sourceIdSchema } from '@millrace/pipeline-core/ids';
import {
  compareColumns,
  describeChanges,
  type ReadFacts,
  readFactsSchema,
  rejectWords,
  type SourceTask,
  sourceTaskSchema,
} from '@millrace/pipeline-core/sources';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { hashFile, hashJson } from '../../data/artifact-store';
import { landFile } from '../../data/ingest/land-file';
import type { Landed } from '../../data/ingest/landed';
import { nothingReadable } from '../../data/ingest/zip/land-nothing';
import { plainTable } from '../../data/plain-table';
import { profileTable } from '../../data/profile-table';
import { tableOutputs } from '../../data/table-store';
import type { ExecutorFor, ExecutorJob, ExecutorResult } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireFacts } from '../require-facts';
import { requireFile } from '../require-table';
import { landTyped } from './land-typed';

/** Types the bytes of a source, profiles them and says in an event what is there; a batch it becomes with the commit. */
export const landBatchExecutor: ExecutorFor<Catalog['land-batch']> = {
  kind: 'run',
  async run(job) {
    const task = sourceTaskSchema.parse(requireFacts(job, 'source'));
    const source = sourceIdSchema.parse(job.params.source);
    const raw = requireFile(job, 'raw');
    const facts = readFactsSchema.parse(raw.facts);
    if (facts.nothingNew !== undefined) {
      job.log('info', `Nothing lands. ${facts.nothingNew}`);
      return nothing({ source, reason: facts.nothingNew, cursor: facts.cursor });
    }
    const landed = await land(job, { path: raw.path, facts, task }).catch(asReason);
    if (typeof landed === 'string') {
      job.log('warning', `Nothing lands. ${landed}`);
      const { from } = facts.cursor; // the next run reads the same ones again
      return nothing({ source, reason: landed, cursor: { from, to: from }, unreadable: true });
    }
    checkColumns(job.title, task, landed);
    const profile = await profileTable(job.session, plainTable(landed.table, landed.meta), {});
    const report = toPlainJson(reportOf(landed, profile));
    const meta = toPlainJson(landed.meta);
    const event: BatchLanded = {
      source,
      fileName: facts.fileName,
      format: landed.report.format,
      raw: raw.artifact.hash,
      table: (await hashFile(landed.table)).hash,
      meta: hashJson(meta).hash,
      report: hashJson(report).hash,
      cursor: facts.cursor,
      ...(facts.more === true ? { more: true } : {}),
      ...(facts.replay === undefined ? {} : { replay: facts.replay }),
    };
    job.log(
      'info',
      `${landed.meta.rows.toLocaleString('en')} rows, ${landed.meta.columns.length} columns. ${rejectedText(landed)}`,
    );
    return {
      outputs: [...tableOutputs('table', landed.table, landed.meta), { port: 'report', kind: 'json', inline: report }],
      events: [{ topic: 'batch-landed', payload: toPlainJson(event) }],
    };
  },
};

function nothing(event: NothingLanded): ExecutorResult {
  return { outputs: [], events: [{ topic: 'nothing-landed', payload: toPlainJson(event) }] };
}

/** That none of the first objects of a source can be read ends a run in words: another one may find them mended. */
function asReason(error: unknown): string {
  if (error instanceof PipelineError && error.report.code === nothingReadable) return error.message;
  throw error;
}

function land(
  job: ExecutorJob<unknown>,
  { path, facts, task }: { path: string; facts: ReadFacts; task: SourceTask },
): Promise<Landed> {
  const { session, folder, signal, log } = job;
  if (facts.columns !== undefined) return landTyped({ session, folder, path, columns: facts.columns });
  const { fileName: name, format } = facts;
  const read = { session, folder, signal, path, name, log };
  const known = task.columns === null ? {} : { columns: task.columns };
  if (facts.gathered === true) return landFile({ ...read, gathered: { format: format ?? null, ...known } });
  return landFile({ ...read, ...(format === undefined ? {} : { format }) });
}

/** The source says that another shape stops the run; whether it goes into quarantine is decided where the batch is added. */
function checkColumns(title: string, task: SourceTask, landed: Landed): void {
  if (task.columns === null || task.policy.onChange !== 'stop') return;
  const changes = compareColumns(task.columns, landed.meta.columns);
  if (changes.length === 0) return;
  const words = describeChanges(changes);
  throw new PipelineError({
    code: 'columns-changed',
    family: 'pipeline',
    place: `${title} › columns`,
    seen: words,
    expected: 'the columns of the last accepted batch',
    next: 'Correct the source, or let it accept or quarantine other columns.',
    message: `Nothing landed: the columns are not those of the last accepted batch. ${words}`,
  });
}

/** What the log says of lines and cells that could not be read. */
function rejectedText({ report }: Landed): string {
  const words = rejectWords({ lines: report.rejectedCount, cells: report.badCellCount });
  return words === '' ? 'Every line was read.' : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function rejectedCount({ report }: Landed): number {
  return report.rejectedCount + report.badCellCount;
}

/** The same facts an upload keeps (data/service/land-upload.ts). */
function reportOf(landed: Landed, profile: object) {
  const { report } = landed;
  return {
    v: 1,
    profile,
    rejected: rejectedCount(landed),
    rejects: [
      ...report.rejected.map(({ line, message, text }) => ({ line, reason: message, text })),
      ...report.badCells.map(({ line, message, text, column }) => ({ line, reason: message, text, column })),
    ],
    notes: report.notes,
  };
}
