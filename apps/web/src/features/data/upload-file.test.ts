import { describe, expect, it } from 'vitest';
import { readAnswer } from './upload-file';

const landed = { dataset: 'd', batch: 'b', rows: 3, columns: 2, rejected: 0 };
const report = {
  code: 'invalid',
  family: 'pipeline',
  place: 'Upload',
  seen: 'nothing',
  expected: 'rows',
  next: 'Choose a file with rows.',
  message: 'The upload has no content.',
};

describe('what came of an upload', () => {
  it('is what landed', () => {
    expect(readAnswer(201, JSON.stringify(landed))).toEqual(landed);
  });

  it('is the refusal with its next step', () => {
    expect(readAnswer(422, JSON.stringify({ report }))).toEqual(
      new Error('The upload has no content. Choose a file with rows.'),
    );
  });

  it.each([
    [413, '<html>Request Entity Too Large</html>'],
    [502, ''],
    [500, '{"report":{}}'],
    [0, ''],
  ])('is a failure when something else answers %i', (status, text) => {
    expect(readAnswer(status, text)).toMatchObject({ message: expect.stringContaining(`answered ${status}`) });
  });

  it('is a failure when a page comes with status 200', () => {
    expect(readAnswer(200, '<html>Sign in to the network</html>')).toBeInstanceOf(Error);
  });
});
