import { z } from 'zod';
import { openRows } from '../data-service/client';

const mediaTypes = {
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.stream',
  csv: 'text/csv; charset=utf-8',
} as const;
const endings = { ndjson: 'ndjson', parquet: 'parquet', arrow: 'arrows', csv: 'csv' } as const;

export const rowsMedia: readonly string[] = Object.values(mediaTypes);

/** How rows are wanted, whichever they are. */
export const streamQuery = z.object({
  labels: z.stringbool().default(true),
  format: z.enum(['ndjson', 'parquet', 'arrow', 'csv']).default('ndjson'),
  order: z.enum(['row', 'shuffled']).default('row'),
  seed: z.coerce.number().int().nonnegative().default(0),
});

type Wanted = Parameters<typeof openRows>[0] & {
  format: keyof typeof mediaTypes;
  /** Of the file, without its ending. */
  name: string;
  headers?: Record<string, string>;
};

/** Rows as the answer of an operation, as long as they are, and how many. */
export async function streamRows({ name, headers, ...wanted }: Wanted): Promise<{ answer: Response; count: number }> {
  const rows = await openRows(wanted);
  const count = rows.headers.get('x-millrace-rows') ?? '0';
  const answer = new Response(rows.body, {
    headers: {
      'content-type': mediaTypes[wanted.format],
      'content-disposition': `attachment; filename="${name}.${endings[wanted.format]}"`,
      'millrace-rows': count,
      ...headers,
    },
  });
  return { answer, count: Number(count) };
}
