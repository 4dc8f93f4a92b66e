import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import { validatePipeline } from '@millrace/pipeline-core/validate';
import { describe, expect, it } from 'vitest';
import { awaitedSetting } from './awaited-setting';
import { lineFor, sourceFor } from './find-source';

const chain = [
  ['data', 'sample-data', 'table', 'table'],
  ['split', 'split-rows', 'split', 'table'],
  ['scale', 'scale-numbers', 'table', 'table'],
  ['trees', 'gradient-boosted-trees', 'model', 'rows'],
  ['evaluate', 'evaluate', '', 'model'],
] as const;

/** Data, split, scale, trees and evaluate in a row; `skip` leaves the lines into a step away, `data` reads a dataset. */
function drawn({ skip = '', data = {} }: { skip?: string; data?: object } = {}) {
  const steps = chain.map(([id, type], at) => [id, { id, type, version: 1, position: { x: 280 * at, y: 0 } }]);
  const edges = chain.slice(1).flatMap(([id, , , input], at) => {
    const [from, , port] = chain[at] ?? ['', '', ''];
    const edge = { id: `e${at}`, from: { step: from, port }, to: { step: id, port: input } };
    return id === skip ? [] : [[edge.id, edge]];
  });
  const all = Object.fromEntries(steps);
  return pipelineDocumentSchema.parse({
    v: 1,
    steps: { ...all, data: { ...all.data, ...data } },
    edges: Object.fromEntries(edges),
  });
}
const id = (text: string) => stepIdSchema.parse(text);

describe('sourceFor', () => {
  it('gives Evaluate the rows that the trainer before it learned from', () => {
    expect(sourceFor(drawn(), { step: id('evaluate'), port: 'rows' })).toEqual({
      from: { step: 'scale', port: 'table' },
      to: { step: 'evaluate', port: 'rows' },
      title: 'Connect Scale numbers',
    });
  });

  it('goes on to what comes before where the nearest has nothing that fits, and ends where nothing does', () => {
    expect(sourceFor(drawn({ skip: 'trees' }), { step: id('evaluate'), port: 'rows' })).toBeNull();
    expect(sourceFor(drawn({ skip: 'evaluate' }), { step: id('evaluate'), port: 'rows' })).toBeNull();
  });

  it('mends issues of empty inputs and no others', () => {
    const document = drawn();
    const { issues } = validatePipeline({ document });
    const offered = issues.flatMap((issue) => lineFor(document, issue)?.title ?? []);
    expect(offered).toEqual(['Connect Scale numbers']);
  });
});

describe('awaitedSetting', () => {
  const known = (document: ReturnType<typeof drawn>) => {
    const { issues, schemas } = validatePipeline({ document });
    const ids = Object.keys(document.steps);
    const issuesByStep = Object.fromEntries(ids.map((step) => [step, issues.filter((issue) => issue.step === step)]));
    return { document, inferences: schemas, issuesByStep };
  };

  it('leads to the dataset that is not chosen yet, from however far behind', () => {
    const unread = known(drawn({ data: { type: 'dataset' } }));
    for (const step of ['split', 'scale', 'trees'])
      expect(awaitedSetting(unread, step)).toMatchObject({
        step: { id: 'data' },
        param: 'dataset',
        text: 'Dataset comes first: choose the dataset to read.',
      });
    expect(awaitedSetting(unread, 'data')).toBeNull();
  });

  it('says nothing where the columns are known, or are to come for another reason', () => {
    expect(awaitedSetting(known(drawn()), 'scale')).toBeNull();
    const chosen = known(drawn({ data: { type: 'dataset', params: { dataset: 'd1' } } }));
    expect(awaitedSetting(chosen, 'scale')).toBeNull();
  });
});
