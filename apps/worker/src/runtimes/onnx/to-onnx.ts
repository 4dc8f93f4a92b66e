import type { ModelFormat, StoredModel } from '../model-runtime';
import { writeBag } from './bag';
import { writeBayes } from './bayes';
import { writeDbscan, writeKMeans } from './clusters';
import { writeBaseline } from './constant';
import { writeDenseNet } from './dense-net';
import { writeForest } from './forest';
import { createOnnxGraph, type OnnxGraph } from './graph';
import { writeImageNet } from './image-net';
import { missingText, notExportable } from './inputs';
import { writeIsolation } from './isolation';
import { writeLinear } from './linear';
import { writeNeighbours } from './neighbours';

type Form = { write(graph: OnnxGraph, model: StoredModel): void };
/** Why a format has no form in ONNX, and what to do instead, as sentences. */
type NoForm = { why: string; next: string };

const forecast: NoForm = {
  why: 'a forecast, which is a stored path by time and no function of columns',
  next: 'Serve the release with Millrace, or learn from lags (a Window step) with boosted trees, which can be exported.',
};

const texts: NoForm = {
  why: 'a text classifier, which takes texts apart by rules that ONNX has no operators for',
  next: 'Serve the release with Millrace, or use Vectorise text and Logistic regression: that model can be exported.',
};

const forms: Record<ModelFormat, Form | NoForm> = {
  baseline: { write: writeBaseline },
  linear: { write: writeLinear },
  logistic: { write: writeLinear },
  'tree-ensemble': { write: writeForest },
  'random-forest': { write: writeBag },
  'decision-tree': { write: writeBag },
  'naive-bayes': { write: writeBayes },
  neighbours: { write: writeNeighbours },
  'k-means': { write: writeKMeans },
  dbscan: { write: writeDbscan },
  'isolation-forest': { write: writeIsolation },
  'dense-net': { write: writeDenseNet },
  'image-net': { write: writeImageNet },
  'text-linear': texts,
  'text-net': texts,
  'exponential-smoothing': forecast,
  arima: forecast,
  recommender: {
    why: 'a recommender, whose answer is a list looked up by the name of a user',
    next: 'Serve the release with Millrace, or predict a table with a Batch score step.',
  },
  onnx: {
    why: 'an imported model, which is an .onnx file already',
    next: 'Use the file that was imported.',
  },
  python: {
    why: 'a model that Python keeps, whose code ONNX has no operators for',
    next: 'Set "Keep the model as" of its step to ONNX, where skl2onnx can convert the estimator.',
  },
};

/** Formats that have a form in ONNX. */
export function exportableFormats(): ModelFormat[] {
  return Object.entries(forms).flatMap(
    ([format, form]) => ('write' in form ? [format as ModelFormat] : []), // the keys of a total map
  );
}

/**
 * A stored model as the bytes of an .onnx file that reads the model's own features; the plan before it is not in it.
 * `facts`: what else the file says of itself. Same model and facts, same bytes. Throws `no-onnx-form` where there is none.
 */
export function modelToOnnx(model: StoredModel, facts: Readonly<Record<string, string>> = {}): Uint8Array {
  const form = forms[model.format];
  if (!('write' in form)) throw notExportable(form.why, `a model of another kind`, form.next);
  if (model.features.length === 0) throw notExportable('a model without features', 'at least one feature');
  const graph = createOnnxGraph(model.format);
  form.write(graph, model);
  return graph.finish({
    task: model.task,
    features: JSON.stringify(model.features.map(({ name, kind }) => ({ name, kind }))),
    ...(model.classes === undefined ? {} : { classes: JSON.stringify(model.classes) }),
    missing: JSON.stringify({ number: 'NaN', category: missingText }),
    ...facts,
  });
}
