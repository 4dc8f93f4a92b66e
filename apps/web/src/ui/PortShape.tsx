import type { CSSProperties, ReactNode } from 'react';
import { cn } from '../lib/cn';

/** The ten port types, each with a shape and a colour of its own. */
export const portTypes = [
  'table',
  'split',
  'model',
  'transformer',
  'metrics',
  'predictions',
  'figure',
  'parameter',
  'file',
  'any',
] as const;

export type PortShapeType = (typeof portTypes)[number];

export type PortShapeProps = {
  type: PortShapeType;
  /** Outline instead of fill: the FeatureSet is a hollow transformer diamond. */
  hollow?: boolean;
  /** Box in px; the shape itself is 10 px in a 16 px box. */
  size?: number;
  /** Canvas-coloured halo of 2 px, for ports on a node's border. */
  halo?: boolean;
  /** Name for screen readers; without it the shape is decorative. */
  label?: string;
  className?: string;
};

const shapes: Record<PortShapeType, ReactNode> = {
  table: <circle r="5" />,
  split: <circle r="3.9" />,
  model: <rect x="-4.5" y="-4.5" width="9" height="9" rx="1" />,
  transformer: <path d="M0-5.8 5.8 0 0 5.8-5.8 0z" />,
  metrics: <path d="M0-5.5 5.5 4.3h-11z" />,
  predictions: <path d="M5.5 0-4.3 5.5v-11z" />,
  figure: <path d="m0-6 1.76 3.57 3.95.58-2.86 2.78.68 3.92L0 3-3.53 4.85l.68-3.92-2.86-2.78 3.95-.58z" />,
  parameter: <rect x="-2" y="-5" width="4" height="10" rx="1" />,
  file: <path d="M0-5.6 4.85-2.8v5.6L0 5.6-4.85 2.8v-5.6z" />,
  any: <circle r="3.9" />,
};

const names: Record<PortShapeType, string> = {
  table: 'Table',
  split: 'Split',
  model: 'Model',
  transformer: 'Transformer',
  metrics: 'Metrics',
  predictions: 'Predictions',
  figure: 'Figure',
  parameter: 'Parameter',
  file: 'File',
  any: 'Any',
};

/** "Table", "Split", … */
export function portTypeName(type: PortShapeType): string {
  return names[type];
}

/** The CSS colour of a port type, for edges and tiles. */
export function portColor(type: PortShapeType): string {
  return `var(--port-${type})`;
}

/** The shape of a port: shape and colour together say the type. */
export function PortShape({ type, hollow = false, size = 16, halo = false, label, className }: PortShapeProps) {
  const open = hollow || type === 'split' || type === 'any';
  const style: CSSProperties = open
    ? { fill: halo ? 'var(--bg)' : 'none', stroke: portColor(type), strokeWidth: 2, strokeLinejoin: 'round' }
    : { fill: portColor(type) };
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden where it is decoration
    <svg
      width={size}
      height={size}
      viewBox="-8 -8 16 16"
      className={cn('flex-none overflow-visible', className)}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {halo ? (
        <g style={{ fill: 'var(--bg)', stroke: 'var(--bg)', strokeWidth: open ? 6 : 4, strokeLinejoin: 'round' }}>
          {shapes[type]}
        </g>
      ) : null}
      <g style={style} transform={open && type !== 'split' && type !== 'any' ? 'scale(.82)' : undefined}>
        {shapes[type]}
      </g>
    </svg>
  );
}
