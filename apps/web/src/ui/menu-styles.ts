/** Shared looks of everything that floats and lists choices. */
export const floatingPanel =
  'anim-pop z-50 rounded-card border border-border bg-surface text-text shadow-float outline-none';

export const menuPanel = `${floatingPanel} thin-scroll min-w-[160px] max-w-[360px] max-h-[min(420px,var(--radix-popper-available-height,420px))] overflow-y-auto p-1`;

export const menuItem =
  'relative flex min-h-7 cursor-default items-center gap-2 rounded-sm px-2 py-1 text-13 outline-none select-none data-[highlighted]:bg-hover data-[disabled]:opacity-50 data-[state=open]:bg-hover [&>.lucide]:size-[14px] [&>.lucide]:text-muted';

export const menuItemDanger = 'text-danger data-[highlighted]:bg-danger-tint [&>.lucide]:text-danger';

export const menuLabel = 'px-2 pt-1.5 pb-1 text-12 font-medium text-muted';

export const menuSeparator = 'my-1 h-px bg-border-soft';
