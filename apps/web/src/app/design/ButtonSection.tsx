'use client';

import { ArrowRight, Copy, Ellipsis, Pause, Play, Plus, Settings2, Square, Trash2, Undo2 } from 'lucide-react';
import { Button, IconButton, Kbd, Shortcut } from '../../ui';
import { Section, Specimen, Specimens } from './Section';

const variants = ['primary', 'secondary', 'ghost', 'danger'] as const;

/** Buttons in their looks, sizes and states. */
export function ButtonSection() {
  return (
    <Section id="buttons" title="Buttons">
      <Specimens>
        {variants.map((variant) => (
          <Specimen key={variant} name={`Button, ${variant}: 24, 28, 36, focus, loading, disabled`}>
            <Button variant={variant} size="sm">
              Show 148 rows
            </Button>
            <Button variant={variant}>
              {variant === 'danger' ? (
                <Square className="fill-current" aria-hidden />
              ) : (
                <Play className="fill-current" aria-hidden />
              )}
              {variant === 'danger' ? 'Abort' : 'Run 3 steps'}
            </Button>
            <Button variant={variant} size="lg">
              Send 5% to v7 <ArrowRight aria-hidden />
            </Button>
            <Button variant={variant} className="is-focus">
              Focus
            </Button>
            <Button variant={variant} loading>
              Sending
            </Button>
            <Button variant={variant} disabled>
              Disabled
            </Button>
          </Specimen>
        ))}
        <Specimen name="IconButton: 24, 28, 36, looks, disabled">
          <IconButton label="More" icon={<Ellipsis />} size="sm" />
          <IconButton label="Settings" icon={<Settings2 />} />
          <IconButton label="Undo" icon={<Undo2 />} shortcut="Ctrl+Z" />
          <IconButton label="Add" icon={<Plus />} variant="secondary" />
          <IconButton label="Pause" icon={<Pause />} variant="secondary" size="lg" />
          <IconButton label="Run" icon={<Play className="fill-current" />} variant="primary" />
          <IconButton label="Delete" icon={<Trash2 />} variant="danger" />
          <IconButton label="Copy" icon={<Copy />} disabled />
          <IconButton label="Focused" icon={<Copy />} className="is-focus" />
        </Specimen>
        <Specimen name="Kbd and shortcuts">
          <Kbd>A</Kbd>
          <Shortcut keys="Ctrl+K" />
          <Shortcut keys="Ctrl+Shift+Enter" />
          <Button variant="primary">
            Run 3 steps <Shortcut keys="Ctrl+Shift+Enter" inherit />
          </Button>
        </Specimen>
      </Specimens>
    </Section>
  );
}
