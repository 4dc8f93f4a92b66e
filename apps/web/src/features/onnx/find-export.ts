import { type OnnxParity, onnxParitySchema } from '@millrace/pipeline-core/release';

type Output = { port: string; artifact: { hash: string; inline: unknown } };

/** The file of an export and its proof among the outputs of a step; null where there is none. */
export function findExport(outputs: readonly Output[]): OnnxParity | null {
  for (const { artifact } of outputs) {
    const parity = onnxParitySchema.safeParse(artifact.inline);
    if (parity.success) return parity.data;
  }
  return null;
}

/** What was proven, in a sentence. */
export function parityWords({ rows, part, labels, maxDifference }: OnnxParity): string {
  const which = part === 'all' ? 'rows' : `${part} rows`;
  const same = labels === null ? '' : 'gives the same labels and ';
  const apart =
    maxDifference === 0 ? 'the very same numbers' : `numbers at most ${maxDifference.toExponential(1)} apart`;
  return `On ${rows} ${which} the file ${same}${labels === null ? 'gives ' : ''}${apart}.`;
}

/** Where the browser gets the file from, called like the model. */
export function downloadHref(o: { project: string; hash: string; name: string }): string {
  const query = new URLSearchParams({ project: o.project, name: o.name });
  return `/api/artifact/${o.hash}?${query}`;
}

/** A title as the name of a file: letters, digits and dashes. */
export function onnxFileName(title: string): string {
  const plain = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return `${plain === '' ? 'model' : plain}.onnx`;
}
