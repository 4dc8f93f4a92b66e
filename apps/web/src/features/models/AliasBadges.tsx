import { Badge } from '../../ui/Badge';
import { aliasMeanings } from './alias-words';

/** Aliases of a model or a version. */
export function AliasBadges({ aliases }: { aliases: readonly { alias: string; text: string }[] }) {
  return (
    <span className="flex gap-1">
      {aliases.map(({ alias, text }) => (
        <Badge key={alias}>{text}</Badge>
      ))}
    </span>
  );
}

/** Below a list with aliases: what each of them stands for. */
export function AliasMeanings({ aliases }: { aliases: readonly string[] }) {
  const meanings = aliasMeanings(aliases);
  if (meanings.length === 0) return null;
  return (
    <ul className="grid gap-0.5 px-4 py-2 text-12 text-muted" aria-label="What the aliases mean">
      {meanings.map(({ names, meaning }) => (
        <li key={meaning}>
          <b className="font-medium">{names.join(', ')}</b>
          {`: ${meaning}`}
        </li>
      ))}
    </ul>
  );
}
