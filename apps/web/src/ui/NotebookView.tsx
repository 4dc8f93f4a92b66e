import type { NotebookOutput, NotebookPart } from '../lib/notebook-part';

export type NotebookViewProps = { label: string; parts: readonly NotebookPart[]; maxHeight?: number };

/** The cells of a notebook to read, with what they printed and drew. */
export function NotebookView({ label, parts, maxHeight = 640 }: NotebookViewProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      style={{ maxHeight }}
      className="thin-scroll grid gap-3 overflow-auto rounded-card border border-border bg-bg p-3"
    >
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the cells of a notebook have no other identity
        <div key={at} className="grid min-w-0 gap-1">
          <span className="text-11 text-muted">{part.label}</span>
          {part.kind === 'code' ? (
            <pre className="overflow-x-auto rounded-control border border-border-soft bg-surface px-2 py-1.5 font-mono text-12">
              {part.text}
            </pre>
          ) : (
            <p className="text-13 whitespace-pre-wrap">{part.text}</p>
          )}
          {part.outputs.map((output, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: nor have their outputs
            <Output key={place} output={output} />
          ))}
        </div>
      ))}
    </section>
  );
}

function Output({ output }: { output: NotebookOutput }) {
  switch (output.kind) {
    case 'image':
      // biome-ignore lint/performance/noImgElement: the picture is in the notebook itself
      return <img src={output.source} alt="What the cell drew" className="max-w-full rounded-control bg-white" />;
    case 'error':
      return <pre className="overflow-x-auto px-2 font-mono text-12 text-danger">{output.text}</pre>;
    case 'text':
      return <pre className="overflow-x-auto px-2 font-mono text-12">{output.text}</pre>;
    default:
      return output satisfies never;
  }
}
