import type { ReactNode } from 'react';

/** One chapter of the living page. */
export function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="grid min-w-0 scroll-mt-4 gap-3">
      <h2 id={`${id}-title`} className="border-b border-border pb-1.5 text-16 font-semibold tracking-title">
        {title}
      </h2>
      {children}
    </section>
  );
}

/** One component with its name and its states in a row. */
export function Specimen({ name, children, block = false }: { name: string; children: ReactNode; block?: boolean }) {
  return (
    <div className="grid min-w-0 content-start gap-2 rounded-card border border-border bg-surface px-4 py-3">
      <h3 className="text-12 font-medium text-muted">{name}</h3>
      <div className={block ? 'min-w-0' : 'flex min-w-0 flex-wrap items-center gap-x-3 gap-y-2'}>{children}</div>
    </div>
  );
}

/** Specimens side by side where there is room. */
export function Specimens({ children }: { children: ReactNode }) {
  return <div className="grid min-w-0 gap-3 lg:grid-cols-2">{children}</div>;
}
