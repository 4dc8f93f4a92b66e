import { open } from 'node:fs/promises';
import { fields, listAt, numberAt, readFooter, structOf } from './footer';

/** Nothing of the columns, of which a wide table has a hundred thousand chunks. */
const sizes = { [fields.file.groups]: { [fields.group.rows]: 'whole' } } as const;

/** Rows of each row group of a file, in their order. */
export async function readGroupSizes(path: string): Promise<number[]> {
  const file = await open(path, 'r');
  try {
    const { fields: footer } = await readFooter(file, sizes);
    return listAt(footer, fields.file.groups).items.map((group) =>
      Number(numberAt(structOf(group), fields.group.rows)),
    );
  } finally {
    await file.close();
  }
}
