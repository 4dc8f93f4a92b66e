import type { Capabilities } from '@millrace/pipeline-core/workers';
import { describe, expect, it } from 'vitest';
import { capabilitySentence, machineFacts } from './capability-words';

const plain: Capabilities = {
  v: 1,
  cores: 2,
  memoryBytes: 8e9,
  capsMemory: true,
  engines: [],
  gpu: null,
  python: [],
};
const withCard: Capabilities = {
  ...plain,
  gpu: { adapter: 'NVIDIA L4', software: false },
  engines: [{ name: 'e', title: 'E', version: '1', device: 'gpu', state: 'ready', why: 'It loads.' }],
  python: [{ name: 'default', version: '3.11.7', packages: {} }],
};

describe('the words of capabilities', () => {
  it('count the workers that compute on a graphics card', () => {
    expect(capabilitySentence([])).toMatch(/^No worker is running/);
    expect(capabilitySentence([{ can: plain }])).toBe('The worker computes on processors.');
    expect(capabilitySentence([{ can: plain }, { can: null }])).toBe('All 2 workers compute on processors.');
    expect(capabilitySentence([{ can: withCard }, { can: plain }])).toBe(
      '1 of 2 workers can compute on a graphics card.',
    );
  });

  it('name what a machine has, and say why it lacks the rest', () => {
    const bare = machineFacts(plain);
    expect(bare.facts).toEqual(['2 cores', '8 GB of memory']);
    expect(bare.notes).toHaveLength(2);
    const full = machineFacts(withCard);
    expect(full.facts).toEqual(['2 cores', '8 GB of memory', 'NVIDIA L4', 'Python 3.11.7 (default)']);
    expect(full.notes).toEqual([]);
    expect(machineFacts({ ...withCard, capsMemory: false }).notes).toHaveLength(1);
    const python = [{ name: 'ml', version: '3.12.1', packages: { pandas: '3.1.1', pyarrow: '21.0.0' } }];
    expect(machineFacts({ ...plain, python }).facts).toContain('Python 3.12.1 (ml) with pandas 3.1.1, pyarrow 21.0.0');
    const why = ['ALLOW_PYTHON=no keeps this worker from running Python.'];
    expect(machineFacts({ ...plain, fence: 'none', pythonWhy: why }).notes).toEqual([
      expect.stringMatching(/^No graphics card/),
      expect.stringMatching(/no Python environment it may use/),
      ...why,
    ]);
    expect(machineFacts({ ...withCard, fence: 'namespaces', pythonWhy: [] }).notes).toEqual([
      expect.stringMatching(/^Python code runs without network/),
    ]);
  });
});
