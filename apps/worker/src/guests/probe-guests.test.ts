import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../env';
import { fenceProbePy } from '../generated/guest-texts';
import { searchPath } from '../testing/env';
import { testGuests } from '../testing/test-python';
import { type GuestOptions, probeGuests } from './probe-guests';

const folder = mkdtempSync(join(tmpdir(), 'millrace-guests-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const plain: GuestOptions = { named: undefined, allow: 'fenced', searchPath, folder, dataFolder: folder, hidden: [] };

const { grant } = await testGuests();
const python = grant?.environments[0]?.python ?? '';

function program(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('the Python environments of a worker', () => {
  it('are none where there is no python3, and where an admin says no', async () => {
    const none = await probeGuests({ ...plain, searchPath: join(folder, 'empty') });
    expect(none).toMatchObject({ grant: null, announced: { python: [], fence: 'none' } });
    expect(none.announced.pythonWhy).toEqual([expect.stringMatching(/^No python3 .* PYTHON_ENVS=name=/)]);
    const forbidden = await probeGuests({ ...plain, allow: 'no' });
    expect(forbidden.announced.pythonWhy).toEqual([expect.stringMatching(/^ALLOW_PYTHON=no/)]);
  });

  it('that do not work say why, by name', async () => {
    const named = [
      `gone=${join(folder, 'nowhere')}`,
      `old=${program('old', `echo '{"python":"p","version":"3.8.1","packages":{},"folders":[]}'`)}`,
      `odd=${program('odd', 'echo "{}"')}`,
      `loud=${program('loud', 'echo no module encodings >&2; exit 1')}`,
    ].join(', ');
    const { pythonWhy } = (await probeGuests({ ...plain, named })).announced;
    expect(pythonWhy).toEqual([
      expect.stringMatching(/“gone” .* does not start: .*ENOENT/),
      expect.stringMatching(/“old” .* is 3\.8\.1\. Python 3\.9 or later/),
      expect.stringMatching(/“odd” .* answered with something else/),
      expect.stringMatching(/“loud” .* no module encodings/),
    ]);
  });

  it.skipIf(grant === null)('are announced by name, version and packages; a folder is one of a venv', async () => {
    mkdirSync(join(folder, 'venv/bin'), { recursive: true });
    program('venv/bin/python', `exec ${python} "$@"`);
    const { announced } = await probeGuests({ ...plain, allow: 'yes', named: `a=${python},b=${join(folder, 'venv')}` });
    expect(announced.python.map(({ name }) => name)).toEqual(['a', 'b']);
    for (const { version } of announced.python) expect(version).toMatch(/^3\.\d+\.\d+$/);
  });

  it.skipIf(grant?.fenced !== true)('are not fenced where the environment holds the data folder', async () => {
    const told = `{"python":"${python}","version":"3.11.0","packages":{},"folders":["${folder}"]}`;
    const named = `wide=${program('wide', `echo '${told}'`)}`;
    const guests = await probeGuests({ ...plain, named });
    expect(guests.grant).toBeNull();
    expect(guests.announced.pythonWhy.join()).toMatch(/where the data folder lies.* ALLOW_PYTHON=yes/);
    const allowed = await probeGuests({ ...plain, named, allow: 'yes' });
    expect(allowed).toMatchObject({ grant: { fenced: false }, announced: { fence: 'none' } });
    expect(allowed.announced.pythonWhy.join()).toMatch(/all rights of the worker/);
  });

  it('are not there when they cannot be asked, and the worker starts all the same', async () => {
    const missing = join(folder, 'no-folder');
    const named = `gone=${join(folder, 'nowhere')}`;
    const options = { ...plain, named, folder: missing, dataFolder: missing };
    await expect(probeGuests(options)).resolves.toMatchObject({ grant: null });
  });

  it.skipIf(grant === null)('that start but do not run as a guest are not announced, whatever is allowed', async () => {
    const told = `{"python":"${join(folder, 'nowhere')}","version":"3.11.0","packages":{},"folders":["${folder}"]}`;
    const named = `lost=${program('lost', `echo '${told}'`)}`;
    const { grant: given, announced } = await probeGuests({ ...plain, named, allow: 'yes' });
    expect(given).toBeNull();
    expect(announced.pythonWhy.join()).toMatch(/“lost” does not run here/);
  });

  it.skipIf(grant === null)('are refused by the probe when it can see what it must not', () => {
    const tries = (path: string) =>
      spawnSync(python, ['-I', '-B', '-c', fenceProbePy, path], { cwd: folder, encoding: 'utf8' }).stderr;
    expect(tries(folder)).toContain(`a guest can see ${folder}`);
    expect(tries(join(folder, 'nowhere'))).toMatch(/a guest can (see other processes|write to)/);
  });

  it('are written as pairs', () => {
    const read = (text: string) =>
      readEnvironment({ DATABASE_URL: 'x', INTERNAL_TOKEN: 'sixteen letters!', PYTHON_ENVS: text }).PYTHON_ENVS;
    expect(read('ml=/opt/ml, web=/opt/web/bin/python3')).toBeDefined();
    expect(() => read('/opt/ml')).toThrow(/PYTHON_ENVS: name=\/path/);
  });
});
