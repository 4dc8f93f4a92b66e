import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInPath } from './find-chromium';

let folder: string;

function makeFile(name: string, mode: number): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, mode);
  return file;
}

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-path-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('findInPath', () => {
  it('takes the first folder that has one of the names as a program', () => {
    makeFile('a/chromium', 0o644);
    const second = makeFile('b/google-chrome', 0o755);
    makeFile('c/chromium', 0o755);
    const searchPath = ['a', 'missing', 'b', 'c'].map((name) => path.join(folder, name)).join(path.delimiter);
    expect(findInPath(['chromium', 'google-chrome'], searchPath)).toBe(second);
    expect(findInPath(['firefox'], searchPath)).toBeNull();
  });
});
