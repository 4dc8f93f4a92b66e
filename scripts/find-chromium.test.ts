import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findHeadlessShell, findInPath } from './find-chromium';

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

describe('findHeadlessShell', () => {
  const silent = () => undefined;
  const lookIn = (name: string) => vi.stubEnv('PATH', path.join(folder, name));
  afterEach(() => void vi.unstubAllEnvs());

  it('takes the shell before a whole Chromium, and that where there is no shell', async () => {
    vi.stubEnv('CHROMIUM_PATH', '');
    const whole = makeFile('whole/chromium', 0o755);
    lookIn('whole');
    expect(await findHeadlessShell(silent)).toBe(whole);
    makeFile('both/chromium', 0o755);
    const shell = makeFile('both/chromium-headless-shell', 0o755);
    lookIn('both');
    expect(await findHeadlessShell(silent)).toBe(shell);
  });

  it('takes what CHROMIUM_PATH names before both', async () => {
    const named = makeFile('named/browser', 0o755);
    vi.stubEnv('CHROMIUM_PATH', named);
    makeFile('both/chromium-headless-shell', 0o755);
    lookIn('both');
    expect(await findHeadlessShell(silent)).toBe(named);
  });
});
