import { type Notebook, notebookText } from '@millrace/pipeline-core/steps';
import type { NotebookOutput, NotebookPart } from '../../lib/notebook-part';

/** What of a notebook is shown: code, words and outputs. HTML and SVG are not, since they may hold scripts: their text is. */
export function notebookParts({ cells }: Notebook): NotebookPart[] {
  return cells.map((cell) => {
    const isCode = cell.cell_type === 'code';
    const count = cell.execution_count ?? null;
    return {
      kind: isCode ? 'code' : 'words',
      label: isCode ? (count === null ? 'Code' : `In ${count}`) : 'Text',
      text: notebookText(cell.source),
      outputs: (cell.outputs ?? []).flatMap((output) => outputOf(output)),
    };
  });
}

type CellOutput = NonNullable<Notebook['cells'][number]['outputs']>[number];

function outputOf({ output_type: type, text, data, traceback }: CellOutput): NotebookOutput[] {
  if (type === 'stream') return [{ kind: 'text', text: plain(notebookText(text)) }];
  if (type === 'error') return [{ kind: 'error', text: plain((traceback ?? []).join('\n')) }];
  for (const kind of ['image/png', 'image/jpeg']) {
    const image = textOf(data?.[kind]).replaceAll(/\s/g, '');
    if (image !== '' && /^[A-Za-z0-9+/]+=*$/.test(image))
      return [{ kind: 'image', source: `data:${kind};base64,${image}` }];
  }
  const words = textOf(data?.['text/plain']);
  return words === '' ? [] : [{ kind: 'text', text: plain(words) }];
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value.join('') : '';
}

/** Text without the colours of a terminal. */
function plain(text: string): string {
  return text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '');
}
