'use client';

import { Badge } from '../../ui/Badge';
import { aliasMeaning } from './alias-words';

/** Aliases of a model or a version; pointing at one says what it stands for. */
export function AliasBadges({ aliases }: { aliases: readonly { alias: string; text: string }[] }) {
  return (
    <span className="flex gap-1">
      {aliases.map(({ alias, text }) => (
        <span key={alias} title={aliasMeaning(alias)}>
          <Badge>{text}</Badge>
        </span>
      ))}
    </span>
  );
}
