import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { isDiskFull } from '../../../ground/disk-full';
import type { LandNote, LandReport } from '../land-report';
import { emptyFile } from '../land-text-file';
import { landTexts } from '../land-texts';
import type { Landed, LandOptions } from '../landed';
import { normalisedLimit } from '../normalised-limit';
import { refuseFile } from '../refuse-file';
import { readDateStyles } from './date-cells';
import { readMergedCells } from './merged-cells';
import { type NormalisedSheet, normaliseSheet } from './normalise-sheet';
import { readSheet, type SheetFacts } from './read-sheet';
import { openPart, readSharedTexts, readWorkbook, type SheetPart } from './workbook-parts';

/** Reads the first sheet of an Excel workbook that has a cell, as the values that Excel showed last. */
export async function landWorkbook(options: LandOptions): Promise<Landed> {
  try {
    return await landSheets(options);
  } catch (error) {
    if (error instanceof PipelineError || isDiskFull(error) || options.signal?.aborted === true) throw error;
    throw refuseFile({
      code: 'unreadable-xlsx',
      name: options.name,
      seen: `an Excel workbook that cannot be read (${error instanceof Error ? error.message : String(error)})`,
      expected: 'a workbook as Excel saves it',
      next: 'Open it in Excel and save it again as .xlsx, or save the sheet as CSV.',
      cause: error,
    });
  }
}

async function landSheets(options: LandOptions): Promise<Landed> {
  const { path, name } = options;
  const workbook = await readWorkbook({ path, name });
  const facts: SheetFacts = {
    texts: await readSharedTexts({ path, name }, options.signal),
    dateStyles: await readDateStyles({ path, name }),
    date1904: workbook.date1904,
  };
  const byChance = [
    ...workbook.sheets.filter(({ hidden }) => !hidden),
    ...workbook.sheets.filter(({ hidden }) => hidden),
  ];
  for (const sheet of byChance) {
    const text = join(options.folder, 'normalised.csv');
    try {
      const normalised = await normaliseOne(options, { sheet, facts, text });
      if (normalised.cells.width > 0)
        return await landOne(options, { normalised, sheet, sheets: workbook.sheets, text });
    } finally {
      await rm(text, { force: true });
    }
  }
  throw emptyFile(name);
}

async function normaliseOne(
  { path, name, header, signal }: LandOptions,
  { sheet, facts, text }: { sheet: SheetPart; facts: SheetFacts; text: string },
): Promise<NormalisedSheet> {
  const open = async () => {
    const part = await openPart({ path, name }, sheet.path);
    if (part === null) throw new Error(`the sheet "${sheet.name}" is missing`);
    return part;
  };
  const merged = await readMergedCells(await open());
  signal?.throwIfAborted();
  const { size } = await stat(path);
  const wanted = header === undefined ? {} : { header };
  return normaliseSheet({
    rows: readSheet(await open(), { facts, signal }),
    merged,
    sheet: sheet.name,
    target: text,
    name,
    limit: normalisedLimit(size, 'workbook'),
    ...wanted,
  });
}

async function landOne(
  options: LandOptions,
  found: { normalised: NormalisedSheet; sheet: SheetPart; sheets: readonly SheetPart[]; text: string },
): Promise<Landed> {
  const { cells, errors, errorCount } = found.normalised;
  const table = join(options.folder, 'table.parquet');
  const asText = options.asText === undefined ? {} : { asText: options.asText };
  const { meta, bad, notes } = await landTexts({
    session: options.session,
    text: found.text,
    table,
    normalised: cells,
    ...asText,
    log: options.log,
  });
  const report: LandReport = {
    v: 1,
    format: 'xlsx',
    encoding: 'binary',
    header: cells.header !== null,
    rows: meta.rows,
    rejectedCount: cells.rejects.count,
    rejected: cells.rejects.lines,
    badCellCount: bad.count + errorCount,
    badCells: [...bad.cells, ...errors].sort((a, b) => a.row - b.row),
    notes: [...sheetNotes(found.sheet, found.sheets), ...cells.notes, ...notes],
  };
  return { table, meta, report };
}

function sheetNotes(sheet: SheetPart, sheets: readonly SheetPart[]): LandNote[] {
  const others = sheets.filter((one) => one !== sheet).map((one) => `"${one.name}"`);
  if (others.length === 0) return [];
  const shown = `${others.slice(0, 5).join(', ')}${others.length > 5 ? ', …' : ''}`;
  const message = `The sheet "${sheet.name}" was read, the first with a value. Not read: ${shown}. Save another sheet as a file of its own to use it.`;
  return [{ code: 'sheet', message, count: others.length }];
}
