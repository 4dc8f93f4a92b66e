'use client';

import { cardFields } from '@millrace/pipeline-core/card';
import { Download, History } from 'lucide-react';
import { useState } from 'react';
import { formatCount } from '../../../lib/format-number';
import { Button } from '../../../ui/Button';
import { Card } from '../../../ui/Card';
import { DropdownMenu } from '../../../ui/DropdownMenu';
import { EmptyState } from '../../../ui/EmptyState';
import { CardHistory } from '../card/CardHistory';
import { CardSectionView } from '../card/CardSectionView';
import { exportEntries } from '../card/export-card';
import { useCardText } from '../card/use-card-text';
import type { VersionOf, VersionProps } from '../version-data';

/** The model card: filled in from what is known, with the sentences that only people can say. */
export function CardTab({ of, version }: VersionProps & { of: VersionOf }) {
  const [history, setHistory] = useState(false);
  const editing = useCardText(of, version);
  const { card } = version;
  if (card === null) {
    return (
      <Card>
        <EmptyState
          title="There is nothing to fill a card from"
          detail="No run of this project trained this model. Train it here to have its card."
        />
      </Card>
    );
  }
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <p className="mr-auto text-14 font-semibold">{completeness(card.missing.length)}</p>
        <Button onClick={() => setHistory(true)}>
          <History aria-hidden /> History
        </Button>
        <DropdownMenu
          align="end"
          trigger={
            <Button>
              <Download aria-hidden /> Export
            </Button>
          }
          entries={exportEntries(card)}
        />
      </div>
      <Card className="grid gap-6 px-5 py-4">
        <div className="grid gap-0.5">
          <h2 className="text-16 font-semibold">{card.title}</h2>
          <p className="text-muted">{card.summary}</p>
        </div>
        {card.sections.map((section) => (
          <CardSectionView key={section.id} section={section} editing={editing} />
        ))}
      </Card>
      <CardHistory of={of} open={history} onClose={() => setHistory(false)} />
    </div>
  );
}

function completeness(missing: number): string {
  if (missing === 0) return 'The card is complete.';
  return `${formatCount(missing, 'field')} of ${cardFields.length} ${missing === 1 ? 'needs' : 'need'} a sentence from you.`;
}
