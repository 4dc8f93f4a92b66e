import { detectFormat, type FileKind, isGzip } from './detect-format';
import { landArrow } from './land-arrow';
import { landParquet } from './land-parquet';
import { landTextFile } from './land-text-file';
import type { Landed, LandOptions } from './landed';
import { refuseFile } from './refuse-file';
import { landGzip } from './unpack-gzip';
import { landZip } from './zip/land-zip';

/**
 * Reads a raw file into a typed table. Nothing is dropped silently: lines that do not fit, cells that do not fit and
 * every guess are in the report. Throws a PipelineError when there is no table in the file at all.
 */
export async function landFile(options: LandOptions): Promise<Landed> {
  const kind = await kindOf(options);
  switch (kind) {
    case 'parquet':
      return landParquet(options);
    case 'arrow':
      return landArrow(options);
    case 'gzip':
      if (options.packedIn?.kind === 'gzip') throw packedTwice(options.packedIn.name, options.name);
      return landGzip(options, landFile);
    case 'zip':
    case 'xlsx':
    case 'files':
      return landZip(options, landFile);
    case 'csv':
    case 'tsv':
    case 'json':
    case 'ndjson':
      return landTextFile(options, kind);
  }
}

async function kindOf({ path, name, format, gathered, packedIn }: LandOptions): Promise<FileKind> {
  if (gathered !== undefined) return 'zip';
  // A format says what is in the file; packed it may be all the same.
  if (format === undefined) return detectFormat(path, name);
  return packedIn?.kind !== 'gzip' && (await isGzip(path)) ? 'gzip' : format;
}

function packedTwice(archive: string, name: string) {
  return refuseFile({
    code: 'nested-archive',
    name: archive,
    seen: `an archive within the archive (${name})`,
    expected: 'files that are packed once',
    next: 'Unpack the outer archive and upload what is in it.',
  });
}
