import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { isDiskFull } from '../../../ground/disk-full';
import type { Landed, LandInner, LandOptions } from '../landed';
import { refuseFile } from '../refuse-file';
import { UnpackBudget } from '../unpacked-size';
import { allSpellings, commonShape, type FailedFile, type LandedFile } from './common-shape';
import { joinLanded } from './join-landed';
import { landNothing } from './land-nothing';
import { tooLongForDecimals } from './long-integers';
import { explain, type OpenItem, readZip, type ZipItem } from './zip-archive';

/** Most tables that are joined: each costs a session's while. */
const mostTables = 2000;

type Tables = { tables: ZipItem[]; companions: ZipItem[]; landInner: LandInner };

/**
 * Tables of one shape as one table with a column that names the file. Each is landed on its own; where two files disagree
 * on the type of a column, that column is read again as text, so that no cell is lost; so is one of whole numbers and
 * numbers with decimals whose whole ones have more digits than these hold.
 */
export async function landZipTables(options: LandOptions, given: Tables): Promise<Landed> {
  if (given.tables.length > mostTables) throw tooManyTables(options.name, given.tables.length);
  const failed: FailedFile[] = [];
  const first = await landEach(options, given, { again: null, failed });
  const [fault] = failed;
  if (first.length === 0 && fault !== undefined) return landNothing(options, { failed, fault });
  const mayDiffer = options.gathered !== undefined;
  const { asText: differing, mixed } = commonShape(first, { archive: options.name, mayDiffer });
  const tooLong = await tooLongForDecimals(options.session, { files: first, columns: mixed });
  const long = allSpellings(first, tooLong);
  const asText = new Set([...differing, ...long]);
  const landed = new Set(first.map(({ name }) => name));
  const rest = { ...given, tables: given.tables.filter(({ name }) => landed.has(name)) };
  const again = { before: first, asText };
  const files = asText.size === 0 ? first : await landEach(options, rest, { again, failed });
  const [lost] = failed;
  if (files.length === 0 && lost !== undefined) return landNothing(options, { failed, fault: lost });
  return joinLanded(options, { files, failed, companions: given.companions.map(({ name }) => name), asText, long });
}

type Pass = {
  again: { before: readonly LandedFile[]; asText: ReadonlySet<string> } | null;
  /** What a source has gathered and cannot be read: the others land. */
  failed: FailedFile[];
};

/** Lands every table, or again those in which a column of `asText` is something else. */
async function landEach(options: LandOptions, given: Tables, { again, failed }: Pass): Promise<LandedFile[]> {
  const wanted = new Set(given.tables.map(({ name }) => name));
  const earlier = new Map(again?.before.map((file) => [file.number, file]));
  const files: LandedFile[] = [];
  let folders = 0;
  const budgetFor = await unpackBudgets(options);
  for await (const item of readZip({ path: options.path, name: options.name }, ({ name }) => wanted.has(name))) {
    options.signal?.throwIfAborted();
    const before = earlier.get(item.number);
    const differs = before?.meta.columns.some(({ name, type }) => again?.asText.has(name) === true && type !== 'text');
    if (before !== undefined && differs !== true) files.push(before);
    else {
      const asText = again === null ? {} : { asText: again.asText };
      const place = { item, folder: join(options.folder, `${again === null ? 'table' : 'again'}-${folders++}`) };
      const budget = budgetFor(item);
      const landed = await landOne({ ...options, ...asText, budget }, place, given.landInner).catch((error: unknown) =>
        options.gathered === undefined ? Promise.reject(error) : asFailed(error, item),
      );
      if ('error' in landed) failed.push(landed);
      else files.push(landed);
    }
  }
  return files;
}

/**
 * What each file may unpack to. Files of an archive share what that may, counted anew in each pass: what was unpacked for
 * the first is gone. Objects that a source has gathered have nothing to do with each other, and are not packed by the
 * archive: each may unpack to what it may alone, and how many come together is no fault of any.
 */
async function unpackBudgets({ path, name, gathered }: LandOptions): Promise<(item: ZipItem) => UnpackBudget> {
  if (gathered !== undefined) return (item) => new UnpackBudget({ name: item.name, packed: item.bytes });
  const { size } = await stat(path);
  const shared = new UnpackBudget({ name, packed: size });
  return ({ bytes }) => {
    shared.take(bytes);
    return shared;
  };
}

async function landOne(
  options: LandOptions,
  { item, folder }: { item: OpenItem; folder: string },
  landInner: LandInner,
): Promise<LandedFile> {
  await mkdir(folder);
  const path = join(folder, 'packed');
  await unpack(item, path, options.name);
  const { format: _, gathered, ...rest } = options;
  const format = gathered?.format ?? null;
  const landed = await landInner({
    ...rest,
    ...(format === null ? {} : { format }),
    path,
    folder,
    name: basename(item.name),
    packedIn: { name: options.name, kind: 'zip' },
  }).catch((error: unknown) => {
    throw inFile(error, item.name);
  });
  await rm(path, { force: true });
  return { ...landed, name: item.name, number: item.number };
}

async function unpack(item: OpenItem, path: string, archive: string): Promise<void> {
  try {
    await pipeline(Readable.from(await item.open()), createWriteStream(path, { flags: 'wx' }));
  } catch (error) {
    throw isDiskFull(error) ? error : explain(error, archive);
  }
}

/** Only what is wrong with the file itself: a full disk is no fault of it. */
function asFailed(error: unknown, { name, number }: OpenItem): FailedFile {
  if (error instanceof PipelineError && error.report.family === 'pipeline') return { name, number, error };
  throw error;
}

/** The same error with the path of the file in the archive. */
function inFile(error: unknown, name: string): unknown {
  if (!(error instanceof PipelineError)) return error;
  const { message: _, detail: __, ...facts } = error.report;
  return new PipelineError({ ...facts, place: `Upload › ${name}`, cause: error });
}

function tooManyTables(name: string, count: number) {
  return refuseFile({
    code: 'too-many-files',
    name,
    seen: `an archive of ${count.toLocaleString('en')} tables`,
    expected: `at most ${mostTables.toLocaleString('en')}`,
    next: 'Put the rows into fewer, larger files before packing them.',
  });
}
