import { z } from 'zod';

/** Something a person should know about how the file was read; nothing here lost data unless it says so. */
export const landNoteSchema = z.object({
  code: z.string(),
  message: z.string(),
  column: z.string().optional(),
  count: z.number().int().optional(),
});
export type LandNote = z.output<typeof landNoteSchema>;

/** A line that is not in the table. `line` counts from 1 as an editor does; of a zip of files it is the entry. */
export const rejectedLineSchema = z.object({
  line: z.number().int(),
  reason: z.enum([
    'too-few-cells',
    'too-many-cells',
    'unclosed-quote',
    'text-after-quote',
    'before-header',
    'second-header',
    'too-long',
    'not-json',
    'unreadable-file',
  ]),
  message: z.string(),
  text: z.string(),
});
export type RejectedLine = z.output<typeof rejectedLineSchema>;

/** A cell whose text does not fit its column: missing in the table, kept here and in the raw file. */
export const badCellSchema = z.object({
  line: z.number().int(),
  /** `__row` of the table. */
  row: z.number().int(),
  column: z.string(),
  text: z.string(),
  message: z.string(),
});
export type BadCell = z.output<typeof badCellSchema>;

/** What came of reading a raw file. Counts are exact, lists are capped. */
export const landReportSchema = z.object({
  v: z.literal(1),
  format: z.enum(['csv', 'tsv', 'json', 'ndjson', 'parquet', 'arrow', 'xlsx', 'files']),
  encoding: z.string(),
  delimiter: z.string().optional(),
  header: z.boolean(),
  rows: z.number().int(),
  rejectedCount: z.number().int(),
  rejected: z.array(rejectedLineSchema),
  badCellCount: z.number().int(),
  badCells: z.array(badCellSchema),
  notes: z.array(landNoteSchema),
});
export type LandReport = z.output<typeof landReportSchema>;
export type FileFormat = LandReport['format'];

/** Most rejected lines and bad cells that a report lists. */
export const reportCap = 1000;
/** Longest text of a rejected line or cell that a report keeps, in characters. */
export const reportTextCap = 2000;

export function capText(text: string): string {
  return text.length > reportTextCap ? `${text.slice(0, reportTextCap)}…` : text;
}
