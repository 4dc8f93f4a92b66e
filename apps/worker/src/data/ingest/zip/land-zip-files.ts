import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { BIGINT, BLOB, blobValue, type DuckDBType, type DuckDBValue, VARCHAR } from '@duckdb/node-api';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ColumnRole, ColumnType } from '@millrace/pipeline-core/schema';
import { isDiskFull } from '../../../ground/disk-full';
import { sqlTypeOf } from '../../sql-text';
import { datasetMeta } from '../../table-meta';
import type { LandNote } from '../land-report';
import type { Landed, LandOptions } from '../landed';
import { Rejects } from '../rejects';
import { type PartColumn, RowParts } from '../row-parts';
import { fileLabels } from './file-labels';
import { mediaTypeOf } from './media-type';
import { type OpenItem, readZip, type ZipItem } from './zip-archive';

/** Largest file that becomes a cell. */
const largestFile = 256 * 2 ** 20;
/** Files and bytes handed on at a time. */
const blockFiles = 512;
const blockBytes = 8 * 2 ** 20;

/** Columns of a file dataset. */
const columns = [
  column('path', { type: 'text', role: 'id', duck: VARCHAR }),
  column('label', { type: 'text', role: 'feature', duck: VARCHAR }),
  column('bytes', { type: 'integer', role: 'feature', duck: BIGINT }),
  column('media_type', { type: 'text', role: 'feature', duck: VARCHAR }),
  column('sha256', { type: 'text', role: 'ignore', duck: VARCHAR }),
  column('content', { type: 'bytes', role: 'feature', duck: BLOB }),
];

function column(name: string, o: { type: ColumnType; role: ColumnRole; duck: DuckDBType }): PartColumn {
  return { stored: { name, type: o.type, role: o.role, sqlType: sqlTypeOf(o) }, type: o.duck };
}

/** A zip of pictures, texts, PDF or other files: one row per file, its bytes as they came in `content`. */
export async function landZipFiles(
  options: LandOptions,
  content: { files: ZipItem[]; tables: number },
): Promise<Landed> {
  const { session, path, name, folder, signal } = options;
  const { shared, labelOf } = fileLabels(content.files.map((item) => item.name));
  const parts = new RowParts(session, folder, columns);
  const rejects = new Rejects();
  const block = new FileBlock(parts);
  let lying = 0;
  for await (const item of readZip({ path, name }, () => true)) {
    signal?.throwIfAborted();
    const bytes = await contentOf(item, rejects);
    if (bytes === null) continue;
    const { mediaType, lies } = mediaTypeOf(item.name, bytes);
    if (lies) lying++;
    await block.add(
      [item.name, labelOf(item.name), BigInt(bytes.length), mediaType, sha256(bytes), blobValue(bytes)],
      bytes.length,
    );
  }
  await block.flush();
  const table = join(folder, 'table.parquet');
  const written = await parts.finish(table);
  return {
    table,
    meta: datasetMeta(written),
    report: {
      v: 1,
      format: 'files',
      encoding: 'binary',
      header: true,
      rows: written.rows,
      rejectedCount: rejects.count,
      rejected: rejects.lines,
      badCellCount: 0,
      badCells: [],
      notes: notes({ shared, lying, tables: content.tables }),
    },
  };
}

/** Rows collected until they are worth a chunk. */
class FileBlock {
  private rows: DuckDBValue[][] = [];
  private bytes = 0;

  constructor(private readonly parts: RowParts) {}

  async add(row: DuckDBValue[], bytes: number): Promise<void> {
    this.rows.push(row);
    this.bytes += bytes + 200;
    if (this.rows.length >= blockFiles || this.bytes >= blockBytes) await this.flush();
  }

  async flush(): Promise<void> {
    const { rows, bytes } = this;
    this.rows = [];
    this.bytes = 0;
    const values = columns.map((_, at) => rows.map((row) => row[at]!));
    await this.parts.add(values, { rows: rows.length, bytes });
  }
}

/** The bytes of a file, or null when it is too large or damaged: then it is listed, and the others land. */
async function contentOf(item: OpenItem, rejects: Rejects): Promise<Buffer | null> {
  const reject = (why: string) => {
    rejects.add({
      line: item.number,
      reason: 'unreadable-file',
      message: `File "${item.name}": ${why}.`,
      text: item.name,
    });
    return null;
  };
  if (item.bytes > largestFile) return reject(`it is larger than ${largestFile / 2 ** 20} MB`);
  try {
    const parts: Buffer[] = [];
    for await (const chunk of await item.open()) parts.push(chunk);
    return Buffer.concat(parts);
  } catch (error) {
    if (error instanceof PipelineError || isDiskFull(error)) throw error;
    return reject(`it cannot be unpacked (${error instanceof Error ? error.message : String(error)})`);
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function notes(o: { shared: string; lying: number; tables: number }): LandNote[] {
  const all: LandNote[] = [
    {
      code: 'file-dataset',
      message:
        'The archive became a table of its files: one row per file, its bytes in "content", the folder it lies in as "label".',
    },
  ];
  if (o.shared !== '') {
    all.push({
      code: 'shared-folder',
      message: `All files lie in "${o.shared}"; labels are taken from the folders below it.`,
    });
  }
  if (o.lying > 0) {
    const message = `${o.lying} file${o.lying === 1 ? ' is' : 's are'} not what the ending says; "media_type" says what the bytes are.`;
    all.push({ code: 'lying-endings', message, count: o.lying });
  }
  if (o.tables > 0) {
    const message = `${o.tables} table${o.tables === 1 ? '' : 's'} among the files ${o.tables === 1 ? 'is' : 'are'} kept as files. Upload them on their own to use their rows, and join by "path".`;
    all.push({ code: 'tables-as-files', message, count: o.tables });
  }
  return all;
}
