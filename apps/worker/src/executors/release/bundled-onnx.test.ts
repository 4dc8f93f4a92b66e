import { tableMetaSchema } from '@millrace/pipeline-core/features';
import { describe, expect, it } from 'vitest';
import { openModelFiles } from '../../data/model-file';
import { openTable } from '../../data/table-view';
import { readTar } from '../../data/tar';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { StepRunner } from '../testing/run-steps';
import { bundledOnnx } from './bundled-onnx';

const root = scratchFolder('bundled-onnx');
const session = scratchSession(root);

describe('the model of a release as an .onnx file', () => {
  it('is left out with a sentence where it is larger than what is packed', async () => {
    const steps = new StepRunner(root);
    const source = await steps.run('sample-data', { params: { sample: 'churn', rows: 300 } });
    const model = await steps.run('baseline', {
      params: { target: 'churned' },
      inputs: { rows: [[source, 'table']] },
    });
    const files = await readTar(model.outputs.model!.path!);
    const open = await openModelFiles(files, { manifest: 'manifest.json', place: 'Model' });
    const raw = openTable(source.outputs.table!.path!, tableMetaSchema.parse(source.outputs['table.meta']?.inline));
    const logs: string[] = [];
    const job = { session, title: 'Register', log: (_: string, text: string) => void logs.push(text) };
    const o = { model: open, files, raw, rows: 20 };
    expect(await bundledOnnx(job, { ...o, mostBytes: 10 })).toBeNull();
    expect(logs).toEqual([
      expect.stringMatching(/no model\.onnx: the model has 0\.1 MB, more than the 0\.1 MB .*Export as ONNX/),
    ]);
    expect(await bundledOnnx(job, o)).toBeInstanceOf(Uint8Array);
  });
});
