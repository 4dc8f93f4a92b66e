import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { forgetKey, makeSecret, readOrMakeSecrets } from './secrets';

it('draws again while a secret begins as API keys do', () => {
  const draws = ['mr_AAAA', 'good'].map((text) => Buffer.from(text.padEnd(8, 'A'), 'base64url'));
  expect(draws[0]?.toString('base64url')).toMatch(/^mr_/);
  expect(makeSecret(() => draws.shift() ?? Buffer.from('end'))).toMatch(/^good/);
});

it('tells a key that was given, one that lay there, and one that was just made', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'secrets-'));
  try {
    const given = 'a key that somebody gave, long enough';
    expect(readOrMakeSecrets(folder, given)).toMatchObject({ keyFrom: 'given', millraceKey: given });
    const made = readOrMakeSecrets(folder);
    expect(made.keyFrom).toBe('just-made');
    expect(readOrMakeSecrets(folder)).toEqual({ ...made, keyFrom: 'file' });
    forgetKey(folder);
    expect(readOrMakeSecrets(folder).keyFrom).toBe('just-made');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
