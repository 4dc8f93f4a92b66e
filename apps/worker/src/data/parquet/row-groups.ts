import { open } from 'node:fs/promises';
import { fields, listAt, numberAt, readFooter, structOf } from './footer';

/** Rows of each row group of a file, in their order. */
export async function readGroupSizes(path: string): Promise<number[]> {
  const file = await open(path, 'r');
  try {
    const { fields: footer } = await readFooter(file);
    return listAt(footer, fields.file.groups).items.map((group) =>
      Number(numberAt(structOf(group), fields.group.rows)),
    );
  } finally {
    await file.close();
  }
}
