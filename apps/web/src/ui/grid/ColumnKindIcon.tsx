import { Calendar, Hash, type LucideIcon, Shapes, Tag, ToggleRight, Type } from 'lucide-react';
import { cn } from '../../lib/cn';
import type { GridColumnKind } from './grid-types';

const icons: Record<GridColumnKind, LucideIcon> = {
  number: Hash,
  text: Type,
  boolean: ToggleRight,
  date: Calendar,
  category: Tag,
  other: Shapes,
};

/** The sign of a column's type. */
export function ColumnKindIcon({ kind, className }: { kind: GridColumnKind; className?: string }) {
  const Icon = icons[kind];
  return <Icon className={cn('size-[14px] text-muted', className)} role="img" aria-label={kind} />;
}
