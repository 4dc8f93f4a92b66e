import { z } from 'zod';
import type { Column, TableSchema } from '../../schema/table-schema';
import { featureColumns, missingColumnIssues, nameIssues, uniqueName, wrongTypeIssues } from '../columns';
import { defineStep, type StepIssue } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { sameTableOut, tableIn } from '../ports';
import { settingError } from '../refuse';

/** Numbers of an image at most: 512 x 512 pixels in grey. */
const mostNumbers = 262_144;

const paramsSchema = z.object({
  column: param(z.string().default(''), {
    title: 'Files',
    description: 'The column with the bytes of the files.',
    placeholder: 'The first one',
    widget: 'column',
    columnTypes: ['bytes'],
  }),
  width: param(z.int().min(1).max(1024).default(28), { title: 'Width', unit: 'pixels' }),
  height: param(z.int().min(1).max(1024).default(28), { title: 'Height', unit: 'pixels' }),
  channels: param(z.enum(['grey', 'colour']).default('grey'), {
    title: 'Colours',
    labels: { grey: 'Grey', colour: 'Red, green, blue' },
  }),
  name: param(z.string().max(100).default('image'), { title: 'New column' }),
  keepFiles: param(z.boolean().default(false), { title: 'Keep the files', advanced: true }),
});
export type ImageTensorParams = z.output<typeof paramsSchema>;

export const imageTensor = defineStep({
  type: 'image-tensor',
  version: 1,
  stage: 'features',
  title: 'Images to pixels',
  summary: 'Turns image files into vectors of brightness, all of one size.',
  doc: `Reads the bytes of **PNG files**, as a zip of pictures brings them into a dataset, stretches each image to *width* × *height* (every new pixel is the mean of the area it covers) and writes its pixels as one vector, line after line: in grey one number a pixel, else red, green and blue of each, from 0 (dark) to 1. What is transparent lies on white. Image network learns from such a column.

A file that cannot be read becomes a missing value, and the log says how many there are, which rows, and why. JPEG and other kinds are among these: convert them to PNG before, such as with \`mogrify -format png *.jpg\` of ImageMagick. Where no file can be read the step fails. Images are made and written a few at a time, so that their number is not bound by memory; a model that learns from them holds all of them, and says how much that takes where it is too much.

The step cuts the feature plan: a model behind it asks for the vector, not for the file.`,
  synonyms: ['image', 'png', 'picture', 'photo', 'resize', 'decode', 'pixels', 'grayscale', 'tensor'],
  icon: 'images',
  params: paramsSchema,
  inputs: tableIn,
  outputs: sameTableOut,
  flags: { deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.2 + rows / 1000, megabytes: 256 + rows / 100 }),
  describe: ({ width, height, channels }) => `${width} × ${height}, ${channels === 'grey' ? 'grey' : 'in colour'}`,
  sources: (params, inputs) =>
    (inputs.table ?? []).flatMap((table) => {
      const { source, made, columns } = imageColumns(params, table);
      return columns.map(({ name }) => ({
        column: name,
        from: [{ port: 'table', column: name === made && source !== null ? source : name }],
        looks: 'row' as const,
      }));
    }),
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const named = params.column === '' ? [] : [params.column];
    const issues: StepIssue[] = [
      ...missingColumnIssues(from, named, 'column'),
      ...nameIssues(params.name, 'name'),
      ...sizeIssues(params),
    ];
    const inferred = inferTable(from, (table) => {
      const { source, columns } = imageColumns(params, table);
      const none = source === null && named.length === 0 && from.kind === 'known';
      const message =
        'There is no column with the bytes of files. Connect a dataset of pictures, such as a zip of them.';
      return {
        table: { ...table, columns },
        issues: [
          ...wrongTypeIssues(table, named, ['bytes'], 'column'),
          ...(none ? [settingError('no-files', message, 'column')] : []),
        ],
      };
    });
    return { ...inferred, issues: [...issues, ...inferred.issues] };
  },
});

/** How many numbers one image becomes. */
export function numbersOfImage({
  width,
  height,
  channels,
}: Pick<ImageTensorParams, 'width' | 'height' | 'channels'>): number {
  return width * height * (channels === 'grey' ? 1 : 3);
}

function sizeIssues(params: ImageTensorParams): StepIssue[] {
  const { width, height } = params;
  const numbers = numbersOfImage(params);
  if (numbers <= mostNumbers) return [];
  const message = `An image of ${width} × ${height} would be ${numbers} numbers; at most ${mostNumbers} are written. Make it smaller.`;
  return [settingError('too-many-numbers', message, 'width')];
}

/** Which column holds the files, null where none does; the name of the one that is made, and all that come out. */
export function imageColumns(
  params: Pick<ImageTensorParams, 'column' | 'name' | 'keepFiles'>,
  table: TableSchema,
): { source: string | null; made: string; columns: Column[] } {
  const isFile = ({ name, type }: Column) => type === 'bytes' && (params.column === '' || name === params.column);
  const source = (params.column === '' ? featureColumns(table) : table.columns).find(isFile)?.name ?? null;
  const kept = params.keepFiles ? table.columns : table.columns.filter(({ name }) => name !== source);
  const made = uniqueName(params.name, new Set(kept.map(({ name }) => name.toLowerCase())));
  if (source === null) return { source, made, columns: table.columns };
  return { source, made, columns: [...kept, { name: made, type: 'vector', role: 'feature' }] };
}
