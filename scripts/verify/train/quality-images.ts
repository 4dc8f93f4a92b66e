import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { type Check, checked, skipped } from '../check';
import type { VerifyContext } from '../context';
import { drawSteps } from '../data/draw';
import { type DataProject, referenceFile } from '../data/project';
import { drawnCharacters } from './quality-claims';

const file = 'omniglot/images_background_small1.zip';
/** A support vector machine on 28 x 28 pixels is right for 0.687 of them. */
const least = 0.677;
/** The end of a file's name: which of 20 people drew it. */
const drawer = "to_number(split_part(split_part(path, '_', -1), '.', 1))";

/** Characters of five alphabets by 20 people: learned as 15 of them draw, told as the others do. Folders are labels. */
export function imageDrawing(dataset: string): PipelineDocument {
  const rule = `if(${drawer} <= 15, 'train', 'test')`;
  return drawSteps({
    data: { type: 'dataset', params: { dataset } },
    split: {
      type: 'split-rows',
      params: { strategy: 'expression', rule, target: 'label', marks: true },
      from: { table: 'data.table' },
    },
    images: { type: 'image-tensor', from: { table: 'split.split' } },
    net: { type: 'image-cnn', from: { rows: 'images.table' } },
    judge: { type: 'evaluate', from: { model: 'net.model', rows: 'images.table' } },
  });
}

/** The image network with no setting touched, on pictures as they come in a zip. */
export async function checkImages(context: VerifyContext, project: DataProject): Promise<Check> {
  const claim = { part: 'quality', ...drawnCharacters };
  if (context.short) return skipped({ ...claim, note: 'left out by --short' });
  const source = referenceFile(file);
  if (source === null) return skipped({ ...claim, note: `${file} is not beside the repository` });
  context.log('quality on omniglot');
  const dataset = await project.client.upload(source, 'omniglot');
  const run = await project.runDrawing('omniglot', imageDrawing(dataset.id));
  const [candidate] = await project.judgedCandidates(run.id, 1);
  const accuracy = candidate?.metrics.test?.accuracy ?? null;
  return checked({
    ...claim,
    figure: accuracy === null ? 'no accuracy' : accuracy.toFixed(4),
    pass: accuracy !== null && accuracy >= least,
    note: `trained in ${(candidate?.seconds ?? 0).toFixed(0)} s`,
  });
}
