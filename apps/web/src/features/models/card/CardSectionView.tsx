'use client';

import type { CardBlock, CardSection } from '@millrace/pipeline-core/card';
import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { FactList } from '../tabs/FactList';
import { CardTextField } from './CardTextField';
import type { CardEditing } from './use-card-text';

/** One section of a card. */
export function CardSectionView({ section, editing }: { section: CardSection; editing: CardEditing }) {
  return (
    <section aria-label={section.title} className="grid gap-2">
      <h3 className="border-b border-border pb-1 text-14 font-semibold">{section.title}</h3>
      {section.blocks.map((block, place) => (
        <Block key={keyOf(block, place)} block={block} editing={editing} />
      ))}
    </section>
  );
}

/** Blocks of a section never change places; fields of people keep what is being written in them. */
function keyOf(block: CardBlock, place: number): string {
  return block.kind === 'human' ? block.field : `${block.kind} ${place}`;
}

function Block({ block, editing }: { block: CardBlock; editing: CardEditing }) {
  switch (block.kind) {
    case 'text':
      return <p className="text-13">{block.text}</p>;
    case 'facts':
      return <FactList facts={block.facts} />;
    case 'table':
      return <CardTable block={block} />;
    case 'human':
      return <CardTextField block={block} editing={editing} />;
    default:
      return assertNever(block);
  }
}

function CardTable({ block: { headers, rows } }: { block: Extract<CardBlock, { kind: 'table' }> }) {
  return (
    <div className="thin-scroll overflow-x-auto">
      <table className="text-13 tabular-nums">
        <thead>
          <tr className="text-left text-muted">
            {headers.map((header) => (
              <th key={header} scope="col" className="border-b border-border py-1 pr-6 font-medium">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr key={cells.join('\n')}>
              {cells.map((cell, column) => (
                <td key={headers[column]} className="border-b border-border py-1 pr-6 align-top">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
