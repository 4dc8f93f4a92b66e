import { cn } from '../lib/cn';

const tints = ['--port-model', '--port-transformer', '--port-metrics', '--port-table', '--port-figure', '--port-file'];

/** "Ana Moreau" → "AM"; one word gives its first two letters. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return (last ? first.charAt(0) + last.charAt(0) : first.slice(0, 2)).toUpperCase();
}

function tintOf(name: string): string {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 997;
  return tints[sum % tints.length] ?? '--port-model';
}

/** A person as initials; the same name always has the same tint. */
export function Avatar({ name, size = 24, className }: { name: string; size?: 20 | 24 | 32; className?: string }) {
  const tint = `var(${tintOf(name)})`;
  return (
    <span
      role="img"
      aria-label={name}
      title={name}
      style={{ width: size, height: size, color: tint, background: `color-mix(in srgb, ${tint} 15%, var(--surface))` }}
      className={cn(
        'inline-grid flex-none place-items-center rounded-full font-semibold tracking-wide',
        size === 20 ? 'text-[9px]' : size === 24 ? 'text-[10px]' : 'text-12',
        className,
      )}
    >
      {initialsOf(name)}
    </span>
  );
}
