import { z } from 'zod';

const figuresSchema = z.object({ v: z.literal(1), figures: z.record(z.string(), z.number()) });
const fileSchema = z.object({ v: z.literal(1), name: z.string().min(1) });

type StepOutput = { port: string; artifact: { hash: string; kind: string; bytes: number; inline: unknown } };

/** What code of an author gave beside tables: figures by name, and files with what they are called. */
export function madeThings(outputs: readonly StepOutput[]): {
  figures: [string, number][];
  files: { hash: string; name: string; bytes: number }[];
} {
  const figures = outputs.flatMap(({ artifact }) => {
    const read = artifact.kind === 'metrics' ? figuresSchema.safeParse(artifact.inline) : null;
    return read?.success === true ? Object.entries(read.data.figures) : [];
  });
  const files = outputs
    .filter(({ artifact }) => artifact.kind === 'made-file')
    .map(({ port, artifact }) => {
      const facts = outputs.find((one) => one.port === `${port}.facts`)?.artifact.inline;
      const read = fileSchema.safeParse(facts);
      return { hash: artifact.hash, bytes: artifact.bytes, name: read.success ? read.data.name : port };
    });
  return { figures, files };
}
