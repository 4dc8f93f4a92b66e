import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRowValidator } from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { loadBundle } from '../../data/release-bundle';
import { makeBundle } from '../../export/testing/made-bundles';
import { withoutLookups } from '../../export/without-lookups';
import { testReleaseId } from '../../testing/fake-release';
import { serveBundle } from './serve-bundle';

it('a release of before widths were written tells them in its signature, from which exports make theirs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-widths-'));
  try {
    const bundle = await loadBundle((await makeBundle('linear', { folder, rows: 30 })).path);
    const signature = {
      ...bundle.manifest.signature,
      inputs: [{ name: 'v', type: 'vector' as const, required: false }],
    };
    const served = serveBundle(
      { id: testReleaseId(7), number: 7, modelName: 'churn' },
      {
        ...bundle,
        manifest: { ...bundle.manifest, signature },
        model: { ...bundle.model, features: [{ name: 'v', kind: 'vector', width: 2 }] },
      },
    );
    expect(served.signature.inputs).toEqual([{ name: 'v', type: 'vector', required: false, width: 2 }]);
    const sent = createRowValidator(withoutLookups(served.signature));
    for (const validator of [served.validator, sent]) {
      const check = (v: number[]) =>
        validator.check({ v }, { index: 0, extras: 'refuse' }).map(({ problem }) => problem);
      expect([check([1, 2]), check([1, 2, 3])]).toEqual([[], ['mistyped']]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
