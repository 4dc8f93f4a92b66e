import type { Column, TableSchema } from '../schema/table-schema';
import { nameList, wrongTypeIssues } from './columns';
import type { StepIssue } from './define-step';
import { pixelFeatures, pixelTypes } from './model-features';

/** What there is to say of the columns that a model would read as one image a row. `known`: there are no others. */
export function pixelIssues(
  columns: readonly string[],
  { table, target, known }: { table: TableSchema; target: Column | null; known: boolean },
): StepIssue[] {
  const issues: StepIssue[] = [...wrongTypeIssues(table, columns, pixelTypes, 'columns')];
  const { pixels, leftOut } = pixelFeatures(table, { target: target?.name ?? null, columns });
  const files = table.columns.some(({ type }) => type === 'bytes');
  if (pixels.length === 0 && known) {
    const message =
      'There is no image to learn from. Connect rows with a vector of pixels, or with a number for each pixel.';
    issues.push({ code: 'no-features', severity: 'error', message, port: 'rows' });
  }
  if (files && pixels.every(({ type }) => type !== 'vector')) {
    const message = 'The images are files still. Make pixels of them first.';
    const fix = { addStep: 'image-tensor', title: 'Add Images to pixels before' };
    issues.push({ code: 'image-files', severity: 'warning', message, port: 'rows', fix });
  }
  const gaps = pixels.filter((column) => (column.missing ?? 0) > 0).map(({ name }) => name);
  if (gaps.length > 0) {
    const message = `${nameList(gaps)} ${gaps.length === 1 ? 'has' : 'have'} missing values, at which this model stops. Leave such rows out first.`;
    const fix = { addStep: 'filter-rows', title: 'Add Filter rows before' };
    issues.push({ code: 'missing-values', severity: 'warning', message, port: 'rows', fix });
  }
  if (leftOut.length > 0 && pixels.length > 0) {
    const message = `${nameList(leftOut.map(({ column }) => column.name))} would be left out: this model reads one image a row.`;
    issues.push({ code: 'features-left-out', severity: 'warning', message, port: 'rows' });
  }
  return issues;
}
