'use client';

import { createContext, type ReactNode, useContext, useState } from 'react';
import { createPortal } from 'react-dom';
import { cn } from '../lib/cn';

/** Where the buttons of a form go: the foot of the panel around it, null until that is drawn, undefined on a page. */
const FootContext = createContext<HTMLElement | null | undefined>(undefined);

type PanelFootProps = {
  /** Its buttons, decisive one last. */
  footer?: ReactNode;
  className?: string;
  /** The scrolling part over it. */
  children: ReactNode;
};

/**
 * The foot of a dialog or a sheet, below the part that scrolls: what stuck to the end of the scrolled part itself would
 * let fields be seen around it, and cover the one that has the focus.
 */
export function PanelFoot({ footer, className, children }: PanelFootProps) {
  const [foot, setFoot] = useState<HTMLElement | null>(null);
  return (
    <FootContext value={foot}>
      {children}
      <div
        ref={setFoot}
        className={cn('flex flex-none items-center gap-2 border-t border-border empty:hidden', className)}
      >
        {footer}
      </div>
    </FootContext>
  );
}

/**
 * Buttons of a form, with what became of pressing them over them. In a dialog or a sheet they stand in its foot, outside
 * of the form: the one that submits names it (`form={id}`).
 */
export function FormActions({ note, children }: { note?: ReactNode; children: ReactNode }) {
  const foot = useContext(FootContext);
  const actions = (
    <div className="grid min-w-0 flex-1 gap-2">
      <div aria-live="polite" className="thin-scroll grid max-h-[30vh] gap-2 overflow-y-auto empty:hidden">
        {note}
      </div>
      <div className="flex flex-wrap justify-end gap-2">{children}</div>
    </div>
  );
  if (foot === undefined) return actions;
  return foot === null ? null : createPortal(actions, foot);
}
