import { type FileHandle, open, rm } from 'node:fs/promises';
import { writeAll } from '../write-all';
import { fields, footerBlocks, listAt, listOf, numberAt, structAt, structOf } from './footer';
import { openSource, readGroup, type Source, type SourceColumn } from './spliced-source';
import { binary, i32, i64, list, struct, type ThriftStruct, thriftTypes, writeThrift } from './thrift';

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
    if (base === null || made === null || !isGroupedAlike(base, made)) return false;
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
      if (!isGroupedAlike(source, sources[0] ?? source)) return false;
    }
    const columns = sources.flatMap((file) => [...file.columns].map(([name, column]) => ({ name, file, ...column })));
    await writeSpliced(o.path, { sources, columns });
    return true;
  } finally {
    for (const { file } of sources) await file.close();
  }
}

/** A column to write, and where it is. */
type TakenColumn = { name: string; file: Source } & SourceColumn;

function isGroupedAlike(one: Source, other: Source): boolean {
  return (
    one.groups.length === other.groups.length && one.groups.every(({ rows }, at) => rows === other.groups[at]?.rows)
  );
}

/** Bytes of a file. */
type Piece = { from: number; length: number };

/**
 * Group by group: of a wide table there are millions of chunks, and what is said of them would not fit in memory but as
 * the bytes it is in a footer, some 100 for each.
 * @param o.sources where the columns come from, one at least; the new footer says of the table what the first one says
 */
async function writeSpliced(
  path: string,
  o: { sources: readonly Source[]; columns: readonly TakenColumn[] },
): Promise<void> {
  const { sources, columns } = o;
  const [base] = sources;
  if (base === undefined) throw new Error('a table needs a file that its columns come from');
  const out = await open(path, 'wx');
  try {
    const buffer = Buffer.allocUnsafeSlow(copyBytes);
    let end = await writeAt(out, [Buffer.from('PAR1', 'latin1')], 0);
    const groups: Buffer[] = [];
    for (const place of base.groups.keys()) {
      const moved = await moveGroup({ place, sources, columns, to: end });
      for (const { file, pieces } of moved.parts) end = await copyPieces(out, { file, pieces, buffer, to: end });
      groups.push(Buffer.from(writeThrift(moved.group))); // in no more room than it takes
    }
    await writeAt(out, footerBlocks(newFooter(base.about, { schemas: columns, groups })), end);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await out.close();
  }
}

/** @returns the place behind the blocks */
async function writeAt(out: FileHandle, blocks: readonly Buffer[], from: number): Promise<number> {
  let to = from;
  for (const block of blocks) {
    await writeAll(out, block, to);
    to += block.length;
  }
  return to;
}

/** A group as the new footer tells of it, and the bytes it is: those of one file lie together. */
async function moveGroup(o: {
  place: number;
  sources: readonly Source[];
  columns: readonly TakenColumn[];
  to: number;
}): Promise<{ group: ThriftStruct; parts: { file: FileHandle; pieces: Piece[] }[] }> {
  const chunks = o.columns.map((): ThriftStruct[] => []);
  const parts: { file: FileHandle; pieces: Piece[] }[] = [];
  let base: ThriftStruct | null = null;
  let to = o.to;
  for (const source of o.sources) {
    const group = await readGroup(source, o.place);
    base ??= group;
    const { items } = listAt(group, fields.group.columns);
    const pieces: Piece[] = [];
    for (const [at, { name, file, first, leaves }] of o.columns.entries()) {
      if (file !== source) continue;
      for (const item of items.slice(first, first + leaves)) {
        const { chunk, piece } = moveChunk(structOf(item), { name, to });
        chunks[at]?.push(chunk);
        pieces.push(piece);
        to += piece.length;
      }
    }
    parts.push({ file: source.file, pieces });
  }
  return { group: newGroup(base ?? new Map(), chunks.flat()), parts };
}

/** A chunk as the new footer tells of it, and the bytes it is. */
function moveChunk(chunk: ThriftStruct, o: { name: string; to: number }): { chunk: ThriftStruct; piece: Piece } {
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
    ]),
    piece: { from, length: Number(numberAt(meta, compressed)) },
  };
}

function newGroup(base: ThriftStruct, chunks: ThriftStruct[]): ThriftStruct {
  const sum = (id: number) =>
    i64(chunks.reduce((total, chunk) => total + numberAt(structAt(chunk, fields.chunk.meta), id), 0n));
  const next = new Map(base);
  next.set(fields.group.columns, list(thriftTypes.struct, chunks));
  next.set(fields.group.bytes, sum(fields.meta.uncompressed));
  if (next.has(fields.group.compressed)) next.set(fields.group.compressed, sum(fields.meta.compressed));
  next.delete(fields.group.offset);
  next.delete(fields.group.sorting);
  return next;
}

function newFooter(
  base: ThriftStruct,
  o: { schemas: readonly { name: string; schema: ThriftStruct[]; leaves: number }[]; groups: Buffer[] },
): ThriftStruct {
  const root = new Map(structOf(listAt(base, fields.file.schema).items[0]));
  root.set(fields.schema.children, i32(o.schemas.length));
  const elements = o.schemas.flatMap(({ name, schema: [top, ...inner] }) => [
    new Map(structOf(top)).set(fields.schema.name, binary(name)),
    ...inner,
  ]);
  const footer = new Map(base);
  footer.set(fields.file.schema, list(thriftTypes.struct, [root, ...elements]));
  footer.set(fields.file.groups, list(thriftTypes.struct, o.groups));
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

/** Copies pieces behind each other; those that follow each other in their file go together. @returns the place behind */
async function copyPieces(
  out: FileHandle,
  o: { file: FileHandle; pieces: readonly Piece[]; buffer: Buffer; to: number },
): Promise<number> {
  const joined: Piece[] = [];
  for (const piece of o.pieces) {
    const last = joined.at(-1);
    if (last !== undefined && last.from + last.length === piece.from) last.length += piece.length;
    else joined.push({ ...piece });
  }
  let to = o.to;
  for (const { from, length } of joined) {
    for (let done = 0; done < length; ) {
      const { bytesRead } = await o.file.read(o.buffer, 0, Math.min(copyBytes, length - done), from + done);
      if (bytesRead === 0) throw new Error('the Parquet file ends too early');
      await writeAll(out, o.buffer.subarray(0, bytesRead), to);
      done += bytesRead;
      to += bytesRead;
    }
  }
  return to;
}
