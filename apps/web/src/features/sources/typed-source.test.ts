import { folderConfigSchema, pushConfigSchema, sourcePolicySchema } from '@millrace/pipeline-core/sources';
import { describe, expect, it } from 'vitest';
import { readDraft } from './settings-fields';
import { asKind, isSameSource, type TypedSource, typedOf } from './typed-source';

const policy = sourcePolicySchema.parse({});
const fill = (typed: TypedSource, draft: TypedSource['draft']) => ({ ...typed, draft: { ...typed.draft, ...draft } });

describe('what stands in the form', () => {
  const config = pushConfigSchema.parse({ kind: 'push', idField: 'order' });
  const kept = typedOf('push', { name: 'Orders', config, secret: null, policy });

  it('is the same source where the server keeps it as the same', () => {
    expect(isSameSource(fill({ ...kept, name: ' Orders' }, { idField: ' order ' }), kept)).toBe(true);
    const { onChange, onSameBytes, parallelRuns } = policy;
    expect(isSameSource({ ...kept, policy: { parallelRuns, onSameBytes, onChange } }, kept)).toBe(true);
  });

  it('is another one with any other setting, also one that is wrong', () => {
    expect(isSameSource(fill(kept, { idField: 'id' }), kept)).toBe(false);
    expect(isSameSource({ ...kept, name: 'Sales' }, kept)).toBe(false);
    expect(isSameSource({ ...kept, secret: 'token' }, kept)).toBe(false);
    const folder = folderConfigSchema.parse({ kind: 'folder', path: '/data' });
    const watched = typedOf('folder', { name: 'Files', config: folder, secret: null, policy });
    expect(isSameSource(fill(watched, { path: '' }), watched)).toBe(false);
  });
});

describe('another kind', () => {
  it('takes over what it asks for, too, and leaves its own defaults', () => {
    const folder = fill(
      { ...typedOf('folder', undefined), name: 'Orders', secret: 'token' },
      { path: '/data', pattern: '*.json', format: 'json' },
    );
    const bucket = asKind(folder, 's3');
    expect(bucket).toMatchObject({ kind: 's3', name: 'Orders', secret: 'token' });
    expect(bucket.draft).toMatchObject({ pattern: '*.json', format: 'json', region: 'us-east-1', bucket: '' });
    const address = asKind(typedOf('s3', undefined), 'url');
    expect(address.draft).toEqual(typedOf('url', undefined).draft); // whose longest wait is another one
  });

  it('gives back what was typed for the kind before, and keeps nothing of it in the settings', () => {
    const folder = fill(typedOf('folder', undefined), { path: '/data' });
    const push = asKind(folder, 'push');
    expect(readDraft('push', push.draft)).toEqual({
      ok: true,
      config: { kind: 'push', idField: '', timeField: '' },
    });
    expect(asKind(push, 'folder').draft).toMatchObject({ path: '/data' });
  });
});
