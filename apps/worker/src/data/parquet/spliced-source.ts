import { type FileHandle, open } from 'node:fs/promises';
import { type Footer, fields, listAt, numberAt, readBytes, readFooter, structOf, textAt } from './footer';
import { readThrift, type ThriftStruct, type ThriftValue, writeThrift } from './thrift';

/** An open file, what it says but for its groups, its columns by their names, and its groups of rows. */
export type Source = {
  file: FileHandle;
  about: ThriftStruct;
  columns: ReadonlyMap<string, SourceColumn>;
  groups: readonly SourceGroup[];
};

/** The part of the schema that a column is, and its place among the chunks of a group. */
export type SourceColumn = { schema: ThriftStruct[]; first: number; leaves: number };

/** How many rows a group has, and which bytes of the file tell of it. */
type SourceGroup = { rows: number; from: number; length: number };

/** All that a footer has, the groups unread: of a wide table they tell of millions of chunks. */
const unread = {
  ...Object.fromEntries(Object.values(fields.file).map((id) => [id, 'whole' as const])),
  [fields.file.groups]: 'bytes' as const,
};

/** Null for a file whose footer is not as we know them: then somebody else reads it, and says what is wrong if it is. */
export async function openSource(path: string): Promise<Source | null> {
  const file = await open(path, 'r');
  try {
    const footer = await readFooter(file, unread);
    const groups = listAt(footer.fields, fields.file.groups).items.map((item) => groupOf(item, footer));
    footer.fields.delete(fields.file.groups);
    // What was read are places in the bytes of the whole footer, which would be kept with them.
    const about = readThrift(writeThrift(footer.fields));
    return { file, about, columns: columnsOf(about), groups };
  } catch {
    await file.close();
    return null;
  }
}

/** What a file says of one of its groups: read anew each time, and not kept. */
export async function readGroup({ file, groups }: Source, place: number): Promise<ThriftStruct> {
  const group = groups[place];
  if (group === undefined) throw new Error(`the Parquet file has no group ${place} of rows`);
  return readThrift(await readBytes(file, group.from, group.length));
}

function groupOf(item: ThriftValue, { begin, bytes }: Footer): SourceGroup {
  if (!(item instanceof Uint8Array)) throw new Error('the footer of the Parquet file lacks a group');
  const rows = Number(numberAt(readThrift(item, { [fields.group.rows]: 'whole' }), fields.group.rows));
  return { rows, from: begin + item.byteOffset - bytes.byteOffset, length: item.length };
}

/** Cuts the schema, a tree written in depth-first order, into those of the columns. */
function columnsOf(about: ThriftStruct): Source['columns'] {
  const [root, ...elements] = listAt(about, fields.file.schema).items.map(structOf);
  const columns = new Map<string, SourceColumn>();
  const childrenOf = (element: ThriftStruct | undefined) =>
    element?.has(fields.schema.children) === true ? Number(numberAt(element, fields.schema.children)) : 0;
  let at = 0;
  let first = 0;
  for (let column = 0; column < childrenOf(root); column++) {
    const begin = at;
    let leaves = 0;
    for (let open = 1; open > 0; open--) {
      const children = childrenOf(elements[at++]);
      open += children;
      if (children === 0) leaves++;
    }
    const schema = elements.slice(begin, at);
    columns.set(textAt(structOf(schema[0]), fields.schema.name), { schema, first, leaves });
    first += leaves;
  }
  return columns;
}
