import { describe, expect, it } from 'vitest';
import { openSealed, sealSecret } from './seal';

const key = 'a key of an installation, long enough';
const place = { projectId: '6f1f2f0e-0000-4000-8000-000000000001', name: 'orders' };

describe('a sealed secret', () => {
  it('opens with its key at its place, and never looks the same twice', () => {
    const one = sealSecret(key, place, 'pässword ✓');
    expect(openSealed(key, place, one)).toBe('pässword ✓');
    expect(sealSecret(key, place, 'pässword ✓')).not.toBe(one);
    expect(Buffer.from(one, 'base64').includes('pässword')).toBe(false);
    expect(openSealed(key, place, sealSecret(key, place, ''))).toBe('');
  });

  it('opens nowhere else', () => {
    const sealed = sealSecret(key, place, 'x');
    expect(openSealed(`${key}!`, place, sealed)).toBeNull();
    expect(openSealed(key, { ...place, name: 'other' }, sealed)).toBeNull();
    expect(openSealed(key, { ...place, projectId: '6f1f2f0e-0000-4000-8000-000000000002' }, sealed)).toBeNull();
  });

  it('does not open when one bit of it changed, or when it is no seal', () => {
    const bytes = Buffer.from(sealSecret(key, place, 'value'), 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openSealed(key, place, changed.toString('base64')), `byte ${at}`).toBeNull();
    }
    expect(openSealed(key, place, '')).toBeNull();
    expect(openSealed(key, place, 'not a seal')).toBeNull();
  });
});
