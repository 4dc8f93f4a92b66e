import { type FileHandle, open } from 'node:fs/promises';
import { writeAll } from '../write-all';
import {
  type Footer,
  fields,
  footerBytes,
  listAt,
  listOf,
  numberAt,
  readFooter,
  structAt,
  structOf,
  textAt,
} from './footer';
import { binary, i32, i64, list, struct, type ThriftStruct, thriftTypes } from './thrift';

/** A column of the file to write: of which file, and under which name there. */
export type SplicedColumn = { name: string; from: 'base' | 'made'; source: string };

/**
 * Writes a table file whose columns come from two others of the same rows, without reading what is in them: the bytes of
 * each column are copied as they are, and a new footer says where they lie now. So a step that adds a column to a table
 * does not pack all others again.
 * @returns false, and writes nothing, where the rows of the two files are not grouped alike or a footer is not understood
 */
export async function spliceColumns(o: {
  base: string;
  /** A file with the new columns; null when all come from `base`. */
  made: string | null;
  path: string;
  columns: readonly SplicedColumn[];
}): Promise<boolean> {
  const base = await openSource(o.base);
  const made = o.made === null ? base : await openSource(o.made);
  try {
    if (base === null || made === null || groupSizes(base) !== groupSizes(made)) return false;
    const columns = o.columns.map(({ name, from, source }): TakenColumn => {
      const file = from === 'base' ? base : made;
      const column = file.columns.get(source);
      if (column === undefined) throw new Error(`the table has no column "${source}" to take over`);
      return { name, file, ...column };
    });
    await writeSpliced(o.path, { sources: base === made ? [base] : [base, made], columns });
    return true;
  } finally {
    await base?.file.close();
    if (made !== base) await made?.file.close();
  }
}

/**
 * Writes all columns of several files of the same rows into one, behind each other, as `spliceColumns` does. Their names
 * differ.
 * @returns false, and writes nothing, where the rows of the files are not grouped alike or a footer is not understood
 */
export async function joinColumns(o: { files: readonly string[]; path: string }): Promise<boolean> {
  const sources: Source[] = [];
  try {
    for (const path of o.files) {
      const source = await openSource(path);
      if (source === null) return false;
      sources.push(source);
      if (groupSizes(source) !== groupSizes(sources[0] ?? source)) return false;
    }
    const columns = sources.flatMap((file) => [...file.columns].map(([name, column]) => ({ name, file, ...column })));
    await writeSpliced(o.path, { sources, columns });
    return true;
  } finally {
    for (const { file } of sources) await file.close();
  }
}

/** An open file, and of each of its columns the part of the schema and the place among the chunks of a group. */
type Source = { file: FileHandle; footer: Footer; columns: Map<string, SourceColumn> };
type SourceColumn = { schema: ThriftStruct[]; first: number; leaves: number };
type TakenColumn = { name: string; file: Source } & SourceColumn;

/** Null for a file whose footer is not as we know them: then somebody else reads it, and says what is wrong if it is. */
async function openSource(path: string): Promise<Source | null> {
  const file = await open(path, 'r');
  try {
    const footer = await readFooter(file);
    return { file, footer, columns: columnsOf(footer) };
  } catch {
    await file.close();
    return null;
  }
}

/** Cuts the schema, a tree written in depth-first order, into those of the columns. */
function columnsOf({ fields: footer }: Footer): Source['columns'] {
  const [root, ...elements] = listAt(footer, fields.file.schema).items.map(structOf);
  const columns: Source['columns'] = new Map();
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

function groupsOf({ footer }: Source): ThriftStruct[] {
  return listAt(footer.fields, fields.file.groups).items.map(structOf);
}

function groupSizes(source: Source): string {
  return groupsOf(source)
    .map((group) => numberAt(group, fields.group.rows))
    .join(' ');
}

/** Bytes of a source, and where they go. */
type Piece = { source: Source; from: number; length: number };

/** `sources`: where the columns come from, one at least; the new footer says of the table what the first one says. */
async function writeSpliced(
  path: string,
  o: { sources: readonly Source[]; columns: readonly TakenColumn[] },
): Promise<void> {
  const { sources, columns } = o;
  const [base] = sources;
  if (base === undefined) throw new Error('a table needs a file that its columns come from');
  const pieces: Piece[] = [];
  let end = 4; // behind the letters with which a file begins
  // Those of one file lie together: then most of it is one piece.
  const groups = groupsOf(base).map((group) => ({ group, chunks: columns.map((): ThriftStruct[] => []) }));
  for (const source of sources) {
    for (const [place, chunks] of groupsOf(source)
      .map((group) => listAt(group, fields.group.columns).items)
      .entries()) {
      for (const [at, { name, file, first, leaves }] of columns.entries()) {
        if (file !== source) continue;
        for (const item of chunks.slice(first, first + leaves)) {
          const { chunk, piece } = moveChunk(structOf(item), { name, source, to: end });
          groups[place]?.chunks[at]?.push(chunk);
          pieces.push(piece);
          end += piece.length;
        }
      }
    }
  }
  const out = await open(path, 'wx');
  try {
    await writeAll(out, Buffer.from('PAR1', 'latin1'), 0);
    await copyPieces(out, pieces);
    await writeAll(out, footerBytes(newFooter(base.footer.fields, { schemas: columns, groups })), end);
  } finally {
    await out.close();
  }
}

/** A chunk as the new footer tells of it, and the bytes it is. */
function moveChunk(chunk: ThriftStruct, o: { name: string; source: Source; to: number }) {
  const { path, data, index, dictionary, bloom, bloomLength, compressed } = fields.meta;
  const meta = new Map(structAt(chunk, fields.chunk.meta));
  const starts = [data, index, dictionary].filter((id) => meta.has(id)).map((id) => Number(numberAt(meta, id)));
  const from = Math.min(...starts);
  if (chunk.has(fields.chunk.path)) throw new Error('the Parquet file has columns in other files');
  for (const id of [data, index, dictionary])
    if (meta.has(id)) meta.set(id, i64(numberAt(meta, id) + BigInt(o.to - from)));
  meta.delete(bloom); // lies elsewhere, and only speeds up looking for single values
  meta.delete(bloomLength);
  const [, ...inner] = listAt(meta, path).items;
  meta.set(path, list(thriftTypes.binary, [Buffer.from(o.name, 'utf8'), ...inner]));
  return {
    chunk: new Map([
      [fields.chunk.offset, i64(0)],
      [fields.chunk.meta, { type: thriftTypes.struct, value: meta }],
    ]) satisfies ThriftStruct,
    piece: { source: o.source, from, length: Number(numberAt(meta, compressed)) },
  };
}

function newFooter(
  base: ThriftStruct,
  o: {
    schemas: readonly { name: string; schema: ThriftStruct[]; leaves: number }[];
    groups: readonly { group: ThriftStruct; chunks: ThriftStruct[][] }[];
  },
): ThriftStruct {
  const root = new Map(structOf(listAt(base, fields.file.schema).items[0]));
  root.set(fields.schema.children, i32(o.schemas.length));
  const elements = o.schemas.flatMap(({ name, schema: [top, ...inner] }) => [
    new Map(structOf(top)).set(fields.schema.name, binary(name)),
    ...inner,
  ]);
  const groups = o.groups.map(({ group, chunks }) => {
    const all = chunks.flat();
    const sum = (id: number) =>
      i64(all.reduce((total, chunk) => total + numberAt(structAt(chunk, fields.chunk.meta), id), 0n));
    const next = new Map(group);
    next.set(fields.group.columns, list(thriftTypes.struct, all));
    next.set(fields.group.bytes, sum(fields.meta.uncompressed));
    if (next.has(fields.group.compressed)) next.set(fields.group.compressed, sum(fields.meta.compressed));
    next.delete(fields.group.offset);
    next.delete(fields.group.sorting);
    return next;
  });
  const footer = new Map(base);
  footer.set(fields.file.schema, list(thriftTypes.struct, [root, ...elements]));
  footer.set(fields.file.groups, list(thriftTypes.struct, groups));
  footer.delete(fields.file.pairs); // what writers note of a file, such as places of columns that may be left out here
  const orders = base.get(fields.file.orders);
  if (orders !== undefined) {
    const order = listOf(orders.value).items[0] ?? structOf(struct({ 1: struct({}) }).value);
    const leaves = o.schemas.reduce((sum, column) => sum + column.leaves, 0);
    footer.set(fields.file.orders, list(thriftTypes.struct, new Array(leaves).fill(order)));
  }
  return footer;
}

const copyBytes = 4 * 2 ** 20;

/** Copies pieces behind each other; those that follow each other in their file go together. */
async function copyPieces(out: FileHandle, pieces: readonly Piece[]): Promise<void> {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last !== undefined && last.source === piece.source && last.from + last.length === piece.from)
      last.length += piece.length;
    else joined.push({ ...piece });
  }
  const buffer = Buffer.allocUnsafeSlow(copyBytes);
  let to = 4;
  for (const { source, from, length } of joined) {
    for (let done = 0; done < length; ) {
      const { bytesRead } = await source.file.read(buffer, 0, Math.min(copyBytes, length - done), from + done);
      if (bytesRead === 0) throw new Error('the Parquet file ends too early');
      await writeAll(out, buffer.subarray(0, bytesRead), to);
      done += bytesRead;
      to += bytesRead;
    }
  }
}
