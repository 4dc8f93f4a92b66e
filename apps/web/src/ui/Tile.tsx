import type { ReactNode } from 'react';
import { cn } from '../lib/cn';
import { type PortShapeType, portColor } from './PortShape';

export type TileProps = {
  type: PortShapeType;
  size?: 20 | 28 | 36;
  round?: boolean;
  className?: string;
  children: ReactNode;
};

/** An icon on a tint of a port type's colour: the mark of a step, 28 in nodes, 20 in lists, 36 on cards. */
export function Tile({ type, size = 28, round = false, className, children }: TileProps) {
  const color = portColor(type);
  return (
    <span
      aria-hidden
      style={{ width: size, height: size, color, background: `color-mix(in srgb, ${color} 12%, var(--surface))` }}
      className={cn(
        'grid flex-none place-items-center',
        round ? 'rounded-full' : size === 36 ? 'rounded-card' : 'rounded-control',
        size === 20 ? '[&>.lucide]:size-[14px]' : '[&>.lucide]:size-4',
        className,
      )}
    >
      {children}
    </span>
  );
}
