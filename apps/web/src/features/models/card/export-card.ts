import { cardHtml, cardMarkdown, type ModelCard } from '@millrace/pipeline-core/card';
import { downloadText, toFileName } from '../../../lib/download';
import type { MenuEntry } from '../../../ui/menu-entries';

/** Ways to take a card along; all are made in the browser, from what is on the page. */
export function exportEntries(card: ModelCard): MenuEntry[] {
  const save = (text: string, ending: string, type: string) =>
    downloadText(text, `${toFileName(card.title)}-card.${ending}`, type);
  return [
    {
      id: 'md',
      label: 'Markdown (Hugging Face)',
      onSelect: () => save(cardMarkdown(card), 'md', 'text/markdown;charset=utf-8'),
    },
    { id: 'html', label: 'HTML', onSelect: () => save(cardHtml(card), 'html', 'text/html;charset=utf-8') },
    {
      id: 'json',
      label: 'JSON',
      onSelect: () => save(`${JSON.stringify(card, null, 2)}\n`, 'json', 'application/json'),
    },
  ];
}
