import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { REPOSITORY_ROOT } from './root';

// The package of ONNX Runtime would fetch libraries for graphics cards.
it('npm runs nothing of a package at its installation, and knows every setting it is given', () => {
  const options = { cwd: REPOSITORY_ROOT, encoding: 'utf8' as const, shell: process.platform === 'win32' };
  const { stdout, stderr } = spawnSync('npm', ['config', 'get', 'ignore-scripts'], options);
  expect(stdout.trim()).toBe('true');
  expect(stderr).not.toContain('Unknown project config');
});
