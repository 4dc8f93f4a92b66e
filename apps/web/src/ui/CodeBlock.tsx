'use client';

import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useCopy } from '../lib/use-copy';
import { Button } from './Button';
import { Tabs } from './Tabs';

export type CodeBlockProps = {
  /** Language or file name, shown over the code. */
  title?: string;
  code: string;
  /** In pixels, or any length of CSS. */
  maxHeight?: number | string;
};

/** Text to read or copy: a snippet, a command, a response. */
export function CodeBlock({ title, code, maxHeight = 320 }: CodeBlockProps) {
  const { state, copy } = useCopy();
  return (
    <figure className="overflow-hidden rounded-card border border-border bg-surface">
      <figcaption className="flex h-8 items-center gap-2 border-b border-border-soft pr-1 pl-3 text-12 text-muted">
        <span className="mr-auto">{title}</span>
        <Button variant="ghost" size="sm" onClick={() => copy(code)}>
          {state === 'copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
          <span aria-live="polite">
            {state === 'copied' ? 'Copied' : state === 'failed' ? 'Select and copy by hand' : 'Copy'}
          </span>
        </Button>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} style={{ maxHeight }} className="thin-scroll overflow-auto bg-bg px-3 py-2.5 font-mono text-12">
        <code>{code}</code>
      </pre>
    </figure>
  );
}

/** As much as the window has below what usually stands above code; longer code scrolls in its box. */
const restOfWindow = 'max(320px, calc(100dvh - 320px))';

/** The same thing in several languages, one tab each; `about` stands over the code where more is to be said than its language. */
export function CodeTabs({ samples }: { samples: readonly { title: string; about?: string; code: string }[] }) {
  const [chosen, setChosen] = useState(samples[0]?.title ?? '');
  const sample = samples.find(({ title }) => title === chosen);
  return (
    <div className="grid gap-2">
      <Tabs
        label="Language"
        value={chosen}
        onValueChange={setChosen}
        tabs={samples.map(({ title }) => ({ value: title, label: title }))}
      />
      {sample ? <CodeBlock title={sample.about ?? ''} code={sample.code} maxHeight={restOfWindow} /> : null}
    </div>
  );
}
