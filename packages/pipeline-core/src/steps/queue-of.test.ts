import { describe, expect, it } from 'vitest';
import { getContract } from './catalog';
import { queueOf } from './queue-of';

describe('the queue of a step', () => {
  const queueIn = (type: 'mlp' | 'image-cnn', params: object, cluster: Record<string, number> | null) => {
    const contract = getContract(type);
    return queueOf(contract, contract.params.parse(params), cluster);
  };
  const queue = (params: object, cluster: Record<string, number> | null) => queueIn('mlp', params, cluster);

  it('is that of the device its author asks for', () => {
    expect(queue({ device: 'gpu' }, null)).toBe('gpu');
    expect(queue({ device: 'cpu', width: 4096 }, { cpu: 1, gpu: 1 })).toBe('cpu');
  });

  it('is by itself that of a graphics card for nets that are wide enough, where a worker has one', () => {
    expect(queue({ width: 512 }, { cpu: 1, gpu: 1 })).toBe('gpu');
    expect(queue({ width: 512 }, { cpu: 1 })).toBe('cpu');
    expect(queue({ width: 512 }, null)).toBe('cpu');
    expect(queue({ width: 256 }, { cpu: 1, gpu: 1 })).toBe('cpu');
    expect(queue({ width: 256, batchSize: 1024 }, { cpu: 1, gpu: 1 })).toBe('gpu');
  });

  it('is that of a graphics card for every image network, where a worker has one', () => {
    for (const params of [{}, { blocks: 1, filters: 8 }, { batchSize: 4 }]) {
      expect(queueIn('image-cnn', params, { cpu: 1, gpu: 1 })).toBe('gpu');
      expect(queueIn('image-cnn', params, { cpu: 1 })).toBe('cpu');
    }
    expect(queueIn('image-cnn', {}, null)).toBe('cpu');
    expect(queueIn('image-cnn', { device: 'cpu' }, { cpu: 1, gpu: 1 })).toBe('cpu');
    expect(queueIn('image-cnn', { device: 'gpu' }, null)).toBe('gpu');
  });

  it('is the same for all settings of most steps', () => {
    expect(queueOf(getContract('evaluate'), {}, { gpu: 1 })).toBe('cpu');
  });
});
