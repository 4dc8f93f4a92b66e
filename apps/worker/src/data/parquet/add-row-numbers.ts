import { open } from 'node:fs/promises';
import { reservedColumns } from '@millrace/pipeline-core/schema';
import { writeAll } from '../write-all';
import { fields, footerBytes, listAt, listOf, numberAt, readFooter, structOf } from './footer';
import {
  binary,
  i32,
  i64,
  list,
  struct,
  type ThriftField,
  type ThriftStruct,
  thriftTypes,
  varint,
  writeThrift,
  zigzag,
} from './thrift';

/** Codes of types, encodings and pages: parquet.thrift of the Parquet project. */
const codes = { int64: 2, required: 0, int64Converted: 18, uncompressed: 0, dataPage: 0, rle: 3, deltas: 5 } as const;

/**
 * Puts the column `__row` in front of the others of a Parquet file: 0, 1, 2 … in the order of its rows. Numbering rows
 * while they are read would leave reading to one thread. Rows that count up take some hundred bytes for each group, so
 * they are written where the footer was, and a new footer behind them; the other columns stay where they are.
 */
export async function addRowNumbers(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const footer = await readFooter(file);
    const pages = numberRows(footer.fields, footer.begin);
    const all = Buffer.concat([...pages, footerBytes(footer.fields)]);
    await writeAll(file, all, footer.begin);
    await file.truncate(footer.begin + all.length);
  } finally {
    await file.close();
  }
}

/** Adds the column to the footer. @returns its pages, the first of which lies at `offset` of the file */
function numberRows(footer: ThriftStruct, offset: number): Buffer[] {
  const schema = listAt(footer, fields.file.schema);
  const root = structOf(schema.items[0]);
  root.set(fields.schema.children, i32(numberAt(root, fields.schema.children) + 1n));
  schema.items.splice(1, 0, structOf(rowSchema().value));
  const orders = footer.get(fields.file.orders);
  if (orders !== undefined) listOf(orders.value).items.unshift(structOf(struct({ 1: struct({}) }).value)); // by its type
  let at = offset;
  let first = 0n;
  const pages: Buffer[] = [];
  for (const item of listAt(footer, fields.file.groups).items) {
    const group = structOf(item);
    if (group.has(fields.group.sorting)) throw new Error('the Parquet file says by which column it is sorted');
    const rows = numberAt(group, fields.group.rows);
    const page = rowPage(first, rows);
    listAt(group, fields.group.columns).items.unshift(structOf(rowChunk({ at, page, first, rows }).value));
    for (const total of [fields.group.bytes, fields.group.compressed]) {
      if (group.has(total)) group.set(total, i64(numberAt(group, total) + BigInt(page.length)));
    }
    pages.push(page);
    at += page.length;
    first += rows;
  }
  return pages;
}

function rowSchema(): ThriftField {
  const { type, repetition, name, converted } = fields.schema;
  return struct({
    [type]: i32(codes.int64),
    [repetition]: i32(codes.required),
    [name]: binary(reservedColumns.row),
    [converted]: i32(codes.int64Converted),
  });
}

function rowChunk({ at, page, first, rows }: { at: number; page: Buffer; first: bigint; rows: bigint }): ThriftField {
  const statistics = struct({ 3: i64(0), 5: binary(bytesOf(first + rows - 1n)), 6: binary(bytesOf(first)) });
  return struct({
    2: i64(0),
    3: struct({
      1: i32(codes.int64),
      2: list(thriftTypes.i32, [BigInt(codes.deltas)]),
      3: list(thriftTypes.binary, [Buffer.from(reservedColumns.row)]),
      4: i32(codes.uncompressed),
      5: i64(rows),
      6: i64(page.length),
      7: i64(page.length),
      9: i64(at),
      12: statistics,
    }),
  });
}

function bytesOf(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}

const blockSize = 2048n;
const miniblocks = 8;

/** One page of differences that are all 1: a block says so, and that nothing is left to say of each row. */
function rowPage(first: bigint, rows: bigint): Buffer {
  const blocks = Number((rows - 1n + blockSize - 1n) / blockSize);
  const block = [...zigzag(1n), ...new Array<number>(miniblocks).fill(0)];
  const head = [...varint(blockSize), ...varint(BigInt(miniblocks)), ...varint(rows), ...zigzag(first)];
  const body = Buffer.from([...head, ...Array.from({ length: blocks }, () => block).flat()]);
  const page = struct({ 1: i32(rows), 2: i32(codes.deltas), 3: i32(codes.rle), 4: i32(codes.rle) });
  const header = struct({ 1: i32(codes.dataPage), 2: i32(body.length), 3: i32(body.length), 5: page });
  return Buffer.concat([writeThrift(structOf(header.value)), body]);
}
