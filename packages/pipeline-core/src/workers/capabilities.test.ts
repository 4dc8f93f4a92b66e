import { describe, expect, it } from 'vitest';
import { type Capabilities, type Engine, hasGpu, readCapabilities, slotsOf, whyNoGpu } from './index';

const engine = (part: Partial<Engine>): Engine => ({
  name: 'e',
  title: 'Engine',
  version: '1',
  device: 'gpu',
  state: 'ready',
  why: 'It loaded.',
  ...part,
});
const machine: Capabilities = {
  v: 1,
  cores: 8,
  memoryBytes: 16e9,
  capsMemory: true,
  engines: [engine({ device: 'cpu', state: 'used' })],
  gpu: null,
  python: [],
};
const card = { adapter: 'NVIDIA L4', software: false };

describe('what a worker announces', () => {
  it('survives the database; what another version said is nothing, not an error', () => {
    expect(readCapabilities(JSON.parse(JSON.stringify(machine)))).toEqual(machine);
    expect(readCapabilities({ queue: 'postgres' })).toBeNull();
    expect(readCapabilities({ ...machine, v: 2 })).toBeNull();
    expect(readCapabilities(null)).toBeNull();
  });

  it('gives slots to the queues it can serve, and to no other', () => {
    expect(slotsOf(machine)).toEqual({ cpu: 8 });
    expect(slotsOf({ ...machine, cores: 1 })).toEqual({ cpu: 1 });
    expect(slotsOf({ ...machine, gpu: card, engines: [engine({})] })).toEqual({ cpu: 8, gpu: 1 });
    const python = [{ name: 'default', version: '3.11.7', packages: {} }];
    expect(slotsOf({ ...machine, python })).toEqual({ cpu: 8, python: 1 });
  });

  it('counts a card only with an engine that works on it, and never one played by a processor', () => {
    expect(hasGpu({ gpu: card, engines: [engine({ device: 'cpu' })] })).toBe(false);
    expect(hasGpu({ gpu: null, engines: [engine({})] })).toBe(false);
    expect(hasGpu({ gpu: { ...card, software: true }, engines: [engine({})] })).toBe(false);
    expect(hasGpu({ gpu: card, engines: [engine({ state: 'broken' }), engine({ state: 'used' })] })).toBe(true);
  });

  it('says why there is none', () => {
    expect(whyNoGpu({ gpu: card, engines: [engine({})] })).toBeNull();
    expect(whyNoGpu(machine)).toMatch(/^No graphics card/);
    expect(whyNoGpu({ gpu: { adapter: 'llvmpipe', software: true }, engines: [] })).toMatch(/^llvmpipe is a processor/);
    expect(whyNoGpu({ gpu: card, engines: [engine({ state: 'absent' })] })).toMatch(/no engine .* is installed/);
    const broken = engine({ state: 'broken', why: 'libcudart.so is missing.' });
    expect(whyNoGpu({ gpu: card, engines: [broken] })).toMatch(/does not work: libcudart.so is missing/);
  });
});
