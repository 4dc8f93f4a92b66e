import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createQuietLogger } from '../testing/quiet-logger';
import { installedVersion, nvidiaCard } from './look-around';
import { probeWorker } from './probe-worker';

const root = mkdtempSync(join(tmpdir(), 'millrace-probe-'));
afterAll(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): string {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** A child for which one engine is the end of its process. */
const childText = `
process.on('message', ({ kind, id, args }) => {
  if (kind !== 'task') return;
  if (args.name === 'webgpu') process.kill(process.pid, 'SIGSEGV');
  else process.send({ kind: 'done', id, outputs: [], events: [], value: { ok: true, gpu: null } });
});
process.on('disconnect', () => process.exit(0));
process.send({ kind: 'ready' });
`;

describe('looking around on a machine', () => {
  it('loads what is installed, each in a process of its own, and outlives one that takes its process with it', async () => {
    const childPath = write('app/dist/child.mjs', childText);
    write('app/node_modules/webgpu/package.json', '{"version":"0.6.2"}');
    write('node_modules/@tensorflow/tfjs-node/package.json', '{"version":"4.22.0"}');
    const folder = join(root, 'attempts');
    const { engines, cores } = await probeWorker({ childPath, folder, logger: createQuietLogger() });
    const by = new Map(engines.map((engine) => [engine.name, engine]));
    expect(by.get('webgpu')).toMatchObject({ state: 'broken', version: '0.6.2' });
    expect(by.get('webgpu')?.why).toMatch(/WebGPU was ended by SIGSEGV/);
    expect(by.get('@tensorflow/tfjs-node')).toMatchObject({ state: 'used', version: '4.22.0' });
    expect(by.get('@tensorflow/tfjs-node-gpu')).toMatchObject({ state: 'absent', version: null });
    expect(cores).toBeGreaterThan(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('finds packages as programs do, without executing any', async () => {
    write('deep/node_modules/odd/package.json', 'no JSON');
    mkdirSync(join(root, 'deep/in/side'), { recursive: true });
    expect(await installedVersion(join(root, 'deep/in/side'), 'odd')).toBe('unknown');
    expect(await installedVersion(join(root, 'deep/in/side'), 'no-such-package-anywhere')).toBeNull();
  });

  it('finds the first card of the driver, if there is one', async () => {
    write('gpus/0000:65:00.0/information', 'Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 18\n');
    write('gpus/0000:17:00.0/other', '');
    expect(await nvidiaCard(join(root, 'gpus'))).toEqual({ adapter: 'NVIDIA H100 80GB HBM3', software: false });
    expect(await nvidiaCard(join(root, 'no-driver'))).toBeNull();
  });
});
