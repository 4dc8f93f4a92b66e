'use client';

import { type BusEvent, toCloudEvent } from '@millrace/pipeline-core/events';
import { CodeBlock } from '../../ui/CodeBlock';
import { Sheet } from '../../ui/Sheet';
import { eventSentence } from './event-words';

/** Everything that is known of one event, as the JSON that other programs get. */
export function EventSheet({ event, onClose }: { event: BusEvent | null; onClose: () => void }) {
  return (
    <Sheet
      open={event !== null}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={event === null ? '' : eventSentence(event)}
    >
      {event === null ? null : (
        <div className="grid gap-3">
          <p className="text-muted">{`Number ${event.offset} of the topic ${event.topic}`}</p>
          <CodeBlock title="CloudEvents 1.0" code={JSON.stringify(toCloudEvent(event), null, 2)} />
        </div>
      )}
    </Sheet>
  );
}
