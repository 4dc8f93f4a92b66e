import { PipelineError, toErrorReport } from '@millrace/pipeline-core/errors';
import { describe, expect, it } from 'vitest';
import { isDiskFull, nameDiskFull } from './disk-full';

const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', path: '/data/a/1' });

describe('a full disk', () => {
  it('is seen through errors made of it, and a used-up quota is one', () => {
    expect(isDiskFull(new Error('put failed', { cause: full }))).toBe(true);
    expect(isDiskFull(Object.assign(new Error('quota'), { code: 'EDQUOT' }))).toBe(true);
    expect(isDiskFull(Object.assign(new Error('gone'), { code: 'ENOENT' }))).toBe(false);
    expect(isDiskFull('ENOSPC')).toBe(false);
  });

  it('is reported as the operator’s, with its place; other errors stay what they are', () => {
    expect(toErrorReport(nameDiskFull(full), 'Split rows')).toMatchObject({
      code: 'disk-full',
      family: 'operator',
      seen: 'no space left on the disk of /data/a/1',
    });
    const other = new TypeError('x');
    expect(nameDiskFull(other)).toBe(other);
    const named = new PipelineError({ ...toErrorReport(full, 'p'), code: 'own', cause: full });
    expect(nameDiskFull(named)).toBe(named);
  });
});
