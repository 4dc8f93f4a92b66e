import { acceptedFormats } from '../detect-format';
import type { Landed, LandInner, LandOptions } from '../landed';
import { refuseFile } from '../refuse-file';
import { landWorkbook } from '../xlsx/land-workbook';
import { landZipFiles } from './land-zip-files';
import { landZipTables } from './land-zip-tables';
import { listZip, type ZipItem } from './zip-archive';
import { zipContent } from './zip-content';

/** Lands what is packed: a workbook, tables of one shape as one table, or any files as a table of files. */
export async function landZip(options: LandOptions, landInner: LandInner): Promise<Landed> {
  const { path, name, packedIn, format } = options;
  const items = await listZip({ path, name }, options.budget);
  if (options.gathered !== undefined) return landGathered(options, { items, landInner });
  const content = zipContent(items);
  if (content.kind !== 'workbook' && packedIn !== undefined) throw nested(packedIn.name, name);
  if (content.kind === 'workbook') return landWorkbook(options);
  if (format === 'files') return landZipFiles(options, { files: items, tables: 0 });
  if (items.length === 0) throw empty(name);
  if (/\.xlsx$/i.test(name)) throw foreignFile(name, 'a zip archive that ends in .xlsx and holds no Excel workbook');
  switch (content.kind) {
    case 'foreign':
      throw foreignFile(name, content.seen);
    case 'nested':
      throw nested(name, content.name);
    case 'tables':
      return landZipTables(options, { ...content, landInner });
    case 'files':
      return landZipFiles(options, content);
  }
}

/** Objects of a bucket: tables if the source says so or all their names do, files otherwise. */
function landGathered(options: LandOptions, o: { items: ZipItem[]; landInner: LandInner }): Promise<Landed> {
  const { items, landInner } = o;
  const content = zipContent(items);
  const isFoundOut = options.gathered?.format == null;
  if (isFoundOut && content.kind === 'files') return landZipFiles(options, content);
  const given = isFoundOut && content.kind === 'tables' ? content : { tables: items, companions: [] };
  return landZipTables(options, { ...given, landInner });
}

function nested(archive: string, name: string) {
  return refuseFile({
    code: 'nested-archive',
    name: archive,
    seen: `an archive within the archive ("${name}")`,
    expected: 'files that are packed once',
    next: 'Unpack the outer archive and upload what is in it.',
  });
}

function empty(name: string) {
  return refuseFile({
    code: 'empty-file',
    name,
    seen: 'a zip archive without a file',
    expected: 'tables, or pictures, texts and PDF files',
    next: 'Pack the files again and upload the archive once more.',
  });
}

function foreignFile(name: string, seen: string) {
  return refuseFile({
    code: 'unsupported-format',
    name,
    seen,
    expected: acceptedFormats,
    next: 'Export the table in one of these formats and upload it again.',
  });
}
