import { describe, expect, it } from 'vitest';
import { readKept, readUpload } from './keep-file';

const hash = 'a'.repeat(64);

describe('a file that is kept for a step', () => {
  it('is named by its content, or by what was refused, never by the page of a proxy', () => {
    expect(readKept(201, JSON.stringify({ hash, bytes: 3 }))).toEqual({ hash, bytes: 3 });
    const report = {
      code: 'invalid',
      family: 'pipeline',
      place: 'Upload',
      message: 'It has more than 512 MB.',
      seen: '600 MB',
      expected: '512 MB',
      next: 'Choose a smaller file.',
    };
    expect(String(readKept(422, JSON.stringify({ report })))).toContain('It has more than 512 MB. Choose a smaller');
    expect(String(readKept(502, '<html>'))).toContain('the answer was 502');
    expect(readKept(200, '<html>')).toBeInstanceOf(Error);
  });

  it('stands in the setting by hash and name; a new step has none', () => {
    expect(readUpload({ hash, name: 'm.onnx' })).toEqual({ hash, name: 'm.onnx' });
    expect(readUpload({ hash: '', name: '' })).toBeNull();
    expect(readUpload(null)).toBeNull();
  });
});
