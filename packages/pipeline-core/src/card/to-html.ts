import { assertNever } from '../exhaustive';
import { type CardBlock, type ModelCard, needsSentence } from './model-card';

const style = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); vertical-align: top; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; } dd { margin: 0; overflow-wrap: anywhere; }
.missing { font-style: italic; opacity: .8; } .from { font-weight: normal; opacity: .7; }
`;

/** A card as one page of HTML that loads nothing and runs nothing. */
export function cardHtml(card: ModelCard): string {
  const title = safe(card.title);
  const sections = card.sections.map(
    ({ id, title: heading, blocks }) =>
      `<section id="${safe(id)}">\n<h2>${safe(heading)}</h2>\n${blocks.map(blockHtml).join('\n')}\n</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
<p>${safe(card.summary)}</p>
${sections.join('\n')}
</body>
</html>
`;
}

function blockHtml(block: CardBlock): string {
  switch (block.kind) {
    case 'text':
      return `<p>${safe(block.text)}</p>`;
    case 'facts':
      return `<dl>${block.facts.map(({ name, value }) => `<dt>${safe(name)}</dt><dd>${safe(value)}</dd>`).join('\n')}</dl>`;
    case 'table':
      return tableHtml(block);
    case 'human':
      return humanHtml(block);
    default:
      return assertNever(block);
  }
}

function tableHtml({ headers, rows }: Extract<CardBlock, { kind: 'table' }>): string {
  const cells = (tag: string, row: readonly string[]) => row.map((cell) => `<${tag}>${safe(cell)}</${tag}>`).join('');
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n');
  return `<table><thead><tr>${cells('th', headers)}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

/** Paragraphs are what empty lines part. */
function humanHtml({ title, ask, text, fromVersion }: Extract<CardBlock, { kind: 'human' }>): string {
  const from = fromVersion === null ? '' : ` <span class="from">as written for v${fromVersion}</span>`;
  const heading = `<h3>${safe(title)}${from}</h3>`;
  if (text === null) return `${heading}\n<p class="missing">${safe(`${needsSentence}: ${ask}`)}</p>`;
  const paragraphs = text.split(/\n\s*\n/).map((one) => `<p>${safe(one.trim()).replaceAll('\n', '<br>')}</p>`);
  return `${heading}\n${paragraphs.join('\n')}`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function safe(text: string): string {
  return text.replaceAll(/[&<>"']/g, (found) => entities[found] ?? found);
}
