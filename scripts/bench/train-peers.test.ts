import { describe, expect, it } from 'vitest';
import { stampOf } from './peers';
import { trainPackages } from './train-peers';

describe('the peers of training', () => {
  it('are each of one version, and none twice', () => {
    const packages = trainPackages();
    const names = packages.map((one) => one.split('==')[0]);
    expect(names).toEqual(expect.arrayContaining(['scikit-learn', 'lightgbm', 'xgboost-cpu', 'onnx']));
    expect(new Set(names).size).toBe(names.length);
    for (const one of packages) expect(one).toMatch(/^[a-z-]+==\d+\.\d+\.\d+$/);
  });
});

describe('the stamp of what was installed', () => {
  it('names the packages, and stays a file name however many there are', () => {
    expect(stampOf(['a==1.0.0', '@b/c@2.0.0'])).toBe('.installed-a==1.0.0-@b_c@2.0.0');
    const many = Array.from({ length: 40 }, (_, at) => `package-${at}==1.0.0`);
    expect(stampOf(many).length).toBeLessThan(256);
    expect(stampOf(many)).not.toBe(stampOf(many.slice(1)));
  });
});
