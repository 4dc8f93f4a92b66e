import type { FeatureColumn, RowScorer, StoredModel } from '../model-runtime';
import { categoryValue, checkColumns, numberValue } from '../row-values';
import { decodeBayes } from './model';
import { type Term, termsOf, toProbabilities } from './terms';

/** A scorer that answers with class probabilities. */
export function loadBayes(stored: StoredModel): RowScorer {
  const model = decodeBayes(stored);
  const terms = termsOf(model, stored.features);
  const { classes, priors } = model;
  return {
    outputs: classes,
    scoreRow(row, out) {
      out.set(priors);
      for (let feature = 0; feature < terms.length; feature++) {
        const term = terms[feature]!;
        const spec = stored.features[feature]!;
        if (term.kind === 'number') term.add(numberValue(spec, row[feature]), out, 0);
        else term.add(categoryValue(spec, row[feature]), out, 0);
      }
      toProbabilities(out, 0, priors);
    },
    scoreBlock(columns, rows) {
      checkColumns(stored.features, columns);
      const out = new Float64Array(rows * classes);
      for (let row = 0; row < rows; row++) out.set(priors, row * classes);
      terms.forEach((term, feature) => {
        addColumn(term, columns[feature]!, out, classes);
      });
      for (let row = 0; row < rows; row++) toProbabilities(out, row * classes, priors);
      return out;
    },
  };
}

/** Adds what each cell of a column says to the numbers of its row. */
export function addColumn(term: Term, column: FeatureColumn, out: Float64Array, classes: number): void {
  if (term.kind === 'number' && column.kind === 'number') {
    for (let row = 0; row < column.values.length; row++) term.add(column.values[row]!, out, row * classes);
  }
  if (term.kind === 'category' && column.kind === 'category') {
    for (let row = 0; row < column.values.length; row++) term.add(column.values[row] ?? null, out, row * classes);
  }
}
