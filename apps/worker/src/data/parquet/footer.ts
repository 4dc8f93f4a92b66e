import type { FileHandle } from 'node:fs/promises';
import {
  readThrift,
  type ThriftChoice,
  type ThriftList,
  type ThriftStruct,
  type ThriftValue,
  writeThriftBlocks,
} from './thrift';

/** Numbers of fields in a footer: parquet.thrift of the Parquet project. */
export const fields = {
  file: { version: 1, schema: 2, rows: 3, groups: 4, pairs: 5, writer: 6, orders: 7, encryption: 8, key: 9 },
  schema: { type: 1, repetition: 3, name: 4, children: 5, converted: 6 },
  group: { columns: 1, bytes: 2, rows: 3, sorting: 4, offset: 5, compressed: 6 },
  chunk: { path: 1, offset: 2, meta: 3 },
  meta: { path: 3, uncompressed: 6, compressed: 7, data: 9, index: 10, dictionary: 11, bloom: 14, bloomLength: 15 },
} as const;

const magic = 'PAR1';

/** What a file says of itself, the bytes it was read from, and where they begin: behind the last of its columns. */
export type Footer = { fields: ThriftStruct; bytes: Uint8Array; begin: number };

/** @param only the fields that are wanted; all of them where it is left out, which takes seconds for thousands of columns */
export async function readFooter(file: FileHandle, only?: ThriftChoice): Promise<Footer> {
  const { size } = await file.stat();
  const tail = size < 12 ? Buffer.alloc(8) : await readBytes(file, size - 8, 8);
  if (tail.toString('latin1', 4) !== magic) throw new Error('this is no Parquet file');
  const length = tail.readUInt32LE(0);
  if (length > size - 12) throw new Error('the footer of the Parquet file is longer than the file');
  const begin = size - 8 - length;
  const bytes = await readBytes(file, begin, length);
  return { fields: readThrift(bytes, only), bytes, begin };
}

/** The bytes of a footer with which a file ends. */
export function footerBytes(footer: ThriftStruct): Buffer {
  return Buffer.concat(footerBlocks(footer));
}

/** The same in blocks that follow each other; groups may be given as their bytes. */
export function footerBlocks(footer: ThriftStruct): Buffer[] {
  const blocks = writeThriftBlocks(footer);
  const end = Buffer.alloc(8);
  end.writeUInt32LE(blocks.reduce((sum, block) => sum + block.length, 0));
  end.write(magic, 4, 'latin1');
  return [...blocks, end];
}

export async function readBytes(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, from);
  if (bytesRead < length) throw new Error('the Parquet file ends too early');
  return buffer;
}

export function listAt(of: ThriftStruct, id: number): ThriftList {
  return listOf(of.get(id)?.value);
}

export function structAt(of: ThriftStruct, id: number): ThriftStruct {
  return structOf(of.get(id)?.value);
}

export function numberAt(of: ThriftStruct, id: number): bigint {
  const value = of.get(id)?.value;
  if (typeof value !== 'bigint') throw new Error(`the footer of the Parquet file has no number ${id}`);
  return value;
}

export function textAt(of: ThriftStruct, id: number): string {
  const value = of.get(id)?.value;
  if (!(value instanceof Uint8Array)) throw new Error(`the footer of the Parquet file has no text ${id}`);
  return Buffer.from(value).toString('utf8');
}

export function listOf(value: ThriftValue | undefined): ThriftList {
  if (typeof value === 'object' && 'items' in value) return value;
  throw new Error('the footer of the Parquet file lacks a list');
}

export function structOf(value: ThriftValue | undefined): ThriftStruct {
  if (value instanceof Map) return value;
  throw new Error('the footer of the Parquet file lacks a structure');
}
