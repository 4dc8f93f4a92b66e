import { Fragment, type ReactNode } from 'react';

/** The small part of Markdown that notes and step docs use: paragraphs, lists, tables, headings, bold, italic, code. Never HTML. */
export function Markdown({ text, className }: { text: string; className?: string }) {
  const blocks = text.split(/\n{2,}/).filter((block) => block.trim() !== '');
  return (
    <div className={className ?? 'grid gap-2'}>
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks of one text have no other identity
        <Block key={index} text={block} />
      ))}
    </div>
  );
}

function Block({ text }: { text: string }) {
  const lines = text.split('\n');
  if (lines.every((line) => /^\s*[-*] /.test(line)))
    return (
      <ul className="grid list-disc gap-1 pl-4">
        {lines.map((line) => (
          <li key={line}>{inline(line.replace(/^\s*[-*] /, ''))}</li>
        ))}
      </ul>
    );
  if (lines.length > 2 && lines.every((line) => line.startsWith('|'))) return <MarkdownTable lines={lines} />;
  const heading = /^#{1,3} (.*)$/.exec(lines[0] ?? '');
  if (heading?.[1] !== undefined)
    return (
      <>
        <p className="font-semibold">{inline(heading[1])}</p>
        {lines.length > 1 ? <Block text={lines.slice(1).join('\n')} /> : null}
      </>
    );
  return <p>{inline(text)}</p>;
}

/** Rows between bars; the second line only parts the head from the rest. Wide tables scroll by themselves. */
function MarkdownTable({ lines }: { lines: readonly string[] }) {
  const [head = [], , ...rows] = lines.map((line) => line.slice(1, -1).split('|'));
  return (
    <div className="thin-scroll overflow-x-auto">
      <table className="text-left text-12 whitespace-nowrap">
        <thead>
          <tr className="border-b border-border align-bottom">
            {head.map((cell) => (
              <th key={cell} scope="col" className="py-1 pr-3 font-medium text-muted">
                {inline(cell.trim())}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join('|')} className="border-b border-border-soft align-top">
              {row.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is known by its column
                <td key={at} className="py-1 pr-3">
                  {inline(cell.trim())}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One line with `code`, **bold** and *italic*: what messages use. */
export function InlineText({ text }: { text: string }) {
  return <>{inline(text)}</>;
}

function inline(text: string): ReactNode[] {
  return text.split(/(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`)/).map((part, index) => {
    const key = `${index}-${part}`;
    if (part.startsWith('**') && part.length > 4) return <b key={key}>{part.slice(2, -2)}</b>;
    if (part.startsWith('*') && part.length > 2) return <em key={key}>{part.slice(1, -1)}</em>;
    if (part.startsWith('`') && part.length > 2)
      return (
        <code key={key} className="rounded-xs bg-surface-2 px-1 font-mono text-12">
          {part.slice(1, -1)}
        </code>
      );
    return <Fragment key={key}>{part}</Fragment>;
  });
}
