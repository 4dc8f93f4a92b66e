import { assertNever } from '../exhaustive';
import { type CardBlock, type ModelCard, needsSentence } from './model-card';
import { frontMatterYaml } from './to-yaml';

/** A card as the `README.md` of a model on Hugging Face: YAML in front, Markdown behind. Ends with a line break. */
export function cardMarkdown(card: ModelCard): string {
  const lines = [
    '---',
    `${frontMatterYaml(card.front)}---`,
    '',
    `# ${plain(card.title)}`,
    '',
    plain(card.summary),
    '',
    ...card.sections.flatMap(({ title, blocks }) => [`## ${plain(title)}`, '', ...blocks.flatMap(blockLines)]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function blockLines(block: CardBlock): string[] {
  switch (block.kind) {
    case 'text':
      return [plain(block.text), ''];
    case 'facts':
      return [...block.facts.map(({ name, value }) => `- **${plain(name)}:** ${plain(value)}`), ''];
    case 'table':
      return tableLines(block);
    case 'human':
      return humanLines(block);
    default:
      return assertNever(block);
  }
}

function tableLines({ headers, rows }: Extract<CardBlock, { kind: 'table' }>): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(' | ')} |`;
  return [line(headers), `| ${headers.map(() => '---').join(' | ')} |`, ...rows.map(line), ''];
}

/** What people wrote is Markdown of their own and stays as it is. */
function humanLines({ title, ask, text, fromVersion }: Extract<CardBlock, { kind: 'human' }>): string[] {
  const body = text === null ? `*${title} ${needsSentence}: ${ask}*` : text;
  const from = fromVersion === null ? '' : ` (as written for v${fromVersion})`;
  return [`**${title}**${from}`, '', body, ''];
}

/** A text on one line that Markdown shows as it is, in tables too. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*[\]<>|]/g, (found) => (found === '<' ? '&lt;' : `\\${found}`));
}
