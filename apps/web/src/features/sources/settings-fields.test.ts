import { s3ConfigSchema } from '@millrace/pipeline-core/sources';
import { expect, it } from 'vitest';
import { emptyDraft, halfKey, readDraft } from './settings-fields';

it('reads a key id with its secret, and a bucket for all with neither; half a key is told at its field', () => {
  const bucket = (accessKey: string) => s3ConfigSchema.parse({ kind: 's3', bucket: 'shop', accessKey });
  expect(halfKey(bucket('AKIA1'), 'shop-key')).toEqual({});
  expect(halfKey(bucket(''), null)).toEqual({});
  expect(halfKey(bucket('AKIA1'), null).accessKey).toContain('choose the secret');
  expect(halfKey(bucket(''), 'shop-key').accessKey).toContain('give its access key id');
});

it('says what is wrong at the field it is wrong at', () => {
  const read = readDraft('s3', { ...emptyDraft('s3'), region: 'Frankfurt' });
  expect(read.ok ? {} : Object.keys(read.problems).sort()).toEqual(['bucket', 'region']);
});
