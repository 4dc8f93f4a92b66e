'use client';

import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { Toast as Primitive } from 'radix-ui';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useHotkey } from '../lib/use-hotkey';
import { Button } from './Button';
import { IconButton } from './IconButton';
import { toastStays } from './toast-stays';

export type ToastTone = 'success' | 'info' | 'warning' | 'danger';

export type ToastMessage = {
  title: string;
  detail?: string;
  tone?: ToastTone;
  /** What one can do about it: "Undo", "Open the log". */
  action?: { label: string; run: () => void };
  /** Milliseconds it stays; errors and toasts with an action stay 10 s, others 5 s. */
  duration?: number;
};

/** `page`: the path it came on. */
type Shown = ToastMessage & { id: number; page: string };
type ToastApi = { show: (message: ToastMessage) => void };

/**
 * Radix' own key is in no list of keys: the one here is registered as all others are, and works while typing. Out of an
 * open dialog no key leads: it keeps the focus.
 */
const noKeys: string[] = [];

const ToastContext = createContext<ToastApi | null>(null);

const icons = {
  success: <CircleCheck className="mt-px text-success" aria-hidden />,
  info: <Info className="mt-px text-info" aria-hidden />,
  warning: <TriangleAlert className="mt-px text-warning" aria-hidden />,
  danger: <CircleAlert className="mt-px text-danger" aria-hidden />,
};

/** Shows short messages about things done elsewhere on the page. Must be inside the providers of the root layout. */
export function useToast(): ToastApi {
  const api = useContext(ToastContext);
  if (!api) throw new Error('useToast needs <ToastProvider> above it: render the component inside the root layout.');
  return api;
}

/**
 * Holds the toasts, at most four, newest at the bottom. They stand in the middle of the top bar, over the room between
 * the way to a page and its actions, so that they hide no headline: the corners hold controls, and so do the ends of panels
 * (a table's "Copy", the foot of a form). The editor's bar is full and has no headline below: there they stand under it.
 * While a dialog is open they stand over the top bar too, and leave the title of the dialog free.
 */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const show = useCallback((message: ToastMessage) => {
    const page = window.location.pathname;
    setToasts((list) => [...list, { ...message, page, id: (list.at(-1)?.id ?? 0) + 1 }].slice(-4));
  }, []);
  const on = usePathname();
  useEffect(() => setToasts((list) => list.filter((toast) => toastStays(toast, on))), [on]);
  const remove = useCallback((id: number) => setToasts((list) => list.filter((toast) => toast.id !== id)), []);
  const api = useMemo(() => ({ show }), [show]);
  const viewport = useRef<HTMLOListElement>(null);
  useHotkey({
    id: 'messages',
    label: 'Go to the messages',
    group: 'Everywhere',
    shortcut: 'Ctrl+F8', // beside F8, which goes through the problems in the editor
    anywhere: true,
    enabled: toasts.length > 0,
    run: () => viewport.current?.focus(),
  });
  return (
    <ToastContext value={api}>
      <Primitive.Provider swipeDirection="up" label="Message">
        {children}
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onClose={() => remove(toast.id)} />
        ))}
        <Primitive.Viewport
          ref={viewport}
          label="Messages"
          hotkey={noKeys}
          className="fixed top-(--toasts) left-1/2 z-70 grid -translate-x-1/2 w-[360px] max-w-[calc(100vw-32px)] gap-2 outline-none"
        />
      </Primitive.Provider>
    </ToastContext>
  );
}

function ToastCard({ toast, onClose }: { toast: Shown; onClose: () => void }) {
  const tone = toast.tone ?? 'info';
  return (
    <Primitive.Root
      type={tone === 'danger' ? 'foreground' : 'background'}
      duration={toast.duration ?? (tone === 'danger' || toast.action ? 10_000 : 5_000)}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      className="anim-pop"
    >
      <ToastBody
        toast={toast}
        action={
          toast.action ? (
            <Primitive.Action altText={toast.action.label} asChild>
              <Button size="sm" onClick={toast.action.run}>
                {toast.action.label}
              </Button>
            </Primitive.Action>
          ) : null
        }
        close={
          <Primitive.Close asChild>
            <IconButton label="Close" icon={<X />} size="sm" tooltip={false} className="-my-1 -mr-1.5" />
          </Primitive.Close>
        }
        title={(text) => <Primitive.Title className="font-medium">{text}</Primitive.Title>}
        detail={(text) => <Primitive.Description className="text-12 text-muted">{text}</Primitive.Description>}
      />
    </Primitive.Root>
  );
}

type BodyProps = {
  toast: ToastMessage;
  action: ReactNode;
  close: ReactNode;
  title: (text: string) => ReactNode;
  detail: (text: string) => ReactNode;
};

function ToastBody({ toast, action, close, title, detail }: BodyProps) {
  return (
    <div className="flex items-start gap-2 rounded-card border border-border bg-surface py-2.5 pr-2.5 pl-3 shadow-float">
      {icons[toast.tone ?? 'info']}
      <div className="grid min-w-0 flex-1 gap-0.5">
        {title(toast.title)}
        {toast.detail ? detail(toast.detail) : null}
      </div>
      {action}
      {close}
    </div>
  );
}

/** The look of a toast without its behaviour, for pages that show messages in place. */
export function ToastPreview({ toast }: { toast: ToastMessage }) {
  return (
    <ToastBody
      toast={toast}
      action={toast.action ? <Button size="sm">{toast.action.label}</Button> : null}
      close={null}
      title={(text) => <p className="font-medium">{text}</p>}
      detail={(text) => <p className="text-12 text-muted">{text}</p>}
    />
  );
}
