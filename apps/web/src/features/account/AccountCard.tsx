import type { ReactNode } from 'react';
import { Logo } from '../../ui/Logo';

/** The one card on the pages outside a project: sign-in, set-up, invitation. */
export function AccountCard(props: { title: string; lead: ReactNode; children: ReactNode }) {
  return (
    <main className="flex min-h-dvh items-center justify-center bg-bg p-4">
      <section className="grid w-full max-w-[400px] gap-4 rounded-card border border-border bg-surface p-6">
        <Logo />
        <div className="grid gap-1">
          <h1 className="text-20 font-semibold">{props.title}</h1>
          <p className="text-13 text-muted">{props.lead}</p>
        </div>
        {props.children}
      </section>
    </main>
  );
}
