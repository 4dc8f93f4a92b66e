import { describe, expect, it } from 'vitest';
import type { Column } from '../../schema/table-schema';
import { imageTensor } from '../features/image-tensor';
import { imageCnn } from './image-cnn';

const label: Column = { name: 'label', type: 'text', role: 'target' };
const file: Column = { name: 'content', type: 'bytes', role: 'feature' };
const bytes: Column = { name: 'bytes', type: 'integer', role: 'feature' };
const mediaType: Column = { name: 'media_type', type: 'text', role: 'feature' };
const image: Column = { name: 'image', type: 'vector', role: 'feature' };

const known = (...columns: Column[]) => ({ kind: 'known' as const, table: { columns, split: true } });

function issuesOf(columns: Column[], params: object = {}) {
  const { issues } = imageCnn.inferSchema(imageCnn.params.parse(params), { rows: [known(...columns)] });
  return issues.map(({ code, severity, fix }) => [code, severity, ...(fix === undefined ? [] : [fix.addStep])]);
}

describe('what an image network says of its columns', () => {
  it('reads the vector among them, and names the others', () => {
    expect(issuesOf([image, label])).toEqual([]);
    expect(issuesOf([{ ...bytes, name: 'age' }, image, label])).toEqual([['features-left-out', 'warning']]);
    expect(issuesOf([image, { ...image, name: 'other' }, label], { columns: ['other'] })).toEqual([]);
  });

  it('asks for pixels where there are files, and for an image where there is none', () => {
    expect(issuesOf([file, label])).toEqual([['image-files', 'error', 'image-tensor']]);
    expect(issuesOf([{ ...label, name: 'note', role: 'feature' }, label])).toContainEqual(['no-features', 'error']);
    expect(issuesOf([image, label], { columns: ['label', 'gone'] })).toContainEqual(['unknown-column', 'error']);
  });

  it('takes nothing that a zip says of its pictures for a picture, before pixels are made of them and after', () => {
    expect(issuesOf([file, bytes, mediaType, label])).toEqual([['image-files', 'error', 'image-tensor']]);
    expect(issuesOf([bytes, mediaType, image, label])).toEqual([]);
    expect(issuesOf([file, bytes, mediaType, image, label])).toEqual([]);
    expect(imageCnn.params.shape.columns.meta()).toMatchObject({ exceptColumns: ['bytes', 'media_type'] });
  });

  it('warns of rows without an image', () => {
    expect(issuesOf([{ ...image, missing: 0.1 }, label])).toEqual([['missing-values', 'warning', 'filter-rows']]);
  });
});

describe('images to pixels', () => {
  const out = (params: object, ...columns: Column[]) =>
    imageTensor.inferSchema(imageTensor.params.parse(params), { table: [known(...columns)] });

  it('puts a vector in the place of the files, under a name that is free', () => {
    const { outputs, issues } = out({}, { ...file, name: 'Image' }, label);
    expect(issues).toEqual([]);
    expect(outputs.table).toMatchObject({ kind: 'known', table: { columns: [label, image], split: true } });
    const kept = out({ keepFiles: true }, { ...file, name: 'Image' }, label).outputs.table;
    expect(kept).toMatchObject({ table: { columns: [{ name: 'Image' }, label, { name: 'image_2' }] } });
  });

  it('refuses tables without files, columns that are none, and images that are too large', () => {
    const codes = (params: object, ...columns: Column[]) => out(params, ...columns).issues.map(({ code }) => code);
    expect(codes({}, bytes, label)).toEqual(['no-files']);
    expect(codes({ column: 'bytes' }, file, bytes)).toEqual(['column-type']);
    expect(codes({ width: 1000, height: 1000 }, file)).toEqual(['too-many-numbers']);
  });
});
