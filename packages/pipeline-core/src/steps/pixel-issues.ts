import type { Column, TableSchema } from '../schema/table-schema';
import { nameList, wrongTypeIssues } from './columns';
import type { StepIssue } from './define-step';
import { hasFiles, pixelFeatures, pixelTypes } from './model-features';

/** What there is to say of the columns that a model would read as one image a row. `known`: there are no others. */
export function pixelIssues(
  columns: readonly string[],
  { table, target, known }: { table: TableSchema; target: Column | null; known: boolean },
): StepIssue[] {
  const issues: StepIssue[] = [...wrongTypeIssues(table, columns, pixelTypes, 'columns')];
  const { pixels, leftOut } = pixelFeatures(table, { target: target?.name ?? null, columns });
  const files = hasFiles(table) && pixels.every(({ type }) => type !== 'vector');
  if (pixels.length === 0 && known && !files) {
    const message =
      'There is no image to learn from. Connect rows with a vector of pixels, or with a number for each pixel.';
    issues.push({ code: 'no-features', severity: 'error', message, port: 'rows' });
  }
  if (files) {
    const names = nameList(table.columns.filter(({ type }) => type === 'bytes').map(({ name }) => name));
    const message = `The images are files still (${names}), and a file is not yet a picture that this model can read. Add “Images to pixels” before: it makes a column of pixels.`;
    const fix = { addStep: 'image-tensor', title: 'Add Images to pixels before' };
    const severity = pixels.length === 0 && known ? 'error' : 'warning';
    issues.push({ code: 'image-files', severity, message, port: 'rows', fix });
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
