import {
  BIGINT,
  BLOB,
  DOUBLE,
  DuckDBBlobValue,
  type DuckDBDataChunk,
  DuckDBListValue,
  DuckDBScalarFunction,
  type DuckDBVector,
  LIST,
} from '@duckdb/node-api';
import { inChannels, scaleImage } from '@millrace/pipeline-core/images';
import { decodePng } from '../runtimes/images/decode-png';
import type { DuckSession } from './duckdb';

type PixelOptions = { width: number; height: number; channels: 'grey' | 'colour' };

/** A connection has one function of a name: two steps of a preview may share one. */
let made = 0;

/**
 * A function of SQL, by its name: a row number and the bytes of an image file in, its pixels at the asked size out, line after
 * line. A file that is no image gives null; why is told in `unreadable`, by row number, once the query has run.
 */
export async function registerPixels(
  session: DuckSession,
  options: PixelOptions,
): Promise<{ name: string; unreadable: ReadonlyMap<number, string> }> {
  const name = `millrace_pixels_${made++}`;
  const unreadable = new Map<number, string>();
  (await session.connection()).registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      mainFunction: (_info, input, pixels) => fill(options, { input, pixels, unreadable }),
      returnType: LIST(DOUBLE),
      parameterTypes: [BIGINT, BLOB],
      // A row without a file is asked, too: it is to be told.
      specialHandling: true,
    }),
  );
  return { name, unreadable };
}

function fill(
  { width, height, channels }: PixelOptions,
  { input, pixels, unreadable }: { input: DuckDBDataChunk; pixels: DuckDBVector; unreadable: Map<number, string> },
): void {
  const [rows, files] = [input.getColumnVector(0), input.getColumnVector(1)];
  for (let at = 0; at < input.rowCount; at++) {
    const file = files.getItem(at);
    const image = file instanceof DuckDBBlobValue ? decodePng(file.bytes) : { unreadable: 'there is no file' };
    if ('unreadable' in image) {
      unreadable.set(Number(rows.getItem(at)), image.unreadable);
      pixels.setItem(at, null);
      continue;
    }
    const scaled = scaleImage(inChannels(image, channels === 'grey' ? 1 : 3), { height, width });
    pixels.setItem(at, new DuckDBListValue(Array.from(scaled.cells)));
  }
  pixels.flush();
}
