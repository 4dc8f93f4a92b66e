import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { takeGuestFile } from './take-file';

const root = mkdtempSync(join(tmpdir(), 'millrace-take-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const at = (name: string) => join(root, name);
const place = 'Step › output file';

it('what a guest left is moved, with its rights taken back; a link and nothing are not', async () => {
  writeFileSync(at('file'), 'text');
  chmodSync(at('file'), 0);
  expect(await takeGuestFile(at('file'), at('own'), { place })).toBe(true);
  expect(readFileSync(at('own'), 'utf8')).toBe('text');
  expect(existsSync(at('file'))).toBe(false);
  symlinkSync('/etc/hostname', at('link'));
  expect(await takeGuestFile(at('link'), at('own'), { place })).toBe(false);
  expect(await takeGuestFile(at('nothing'), at('own'), { place })).toBe(false);
});

it('a file of holes is as large as it says', async () => {
  writeFileSync(at('holes'), '');
  truncateSync(at('holes'), 10 ** 13);
  const taken = takeGuestFile(at('holes'), at('own'), { place });
  await expect(taken).rejects.toMatchObject({
    report: { code: 'python-output-size', place, seen: 'a file of 9313.2 GB', expected: 'at most 8 GB' },
  });
  truncateSync(at('holes'), 2 ** 20);
  const small = takeGuestFile(at('holes'), at('own'), { place, most: 2 ** 19 });
  await expect(small).rejects.toMatchObject({ report: { code: 'python-output-size' } });
});
