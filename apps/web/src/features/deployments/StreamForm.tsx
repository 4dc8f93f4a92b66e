'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useId } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { FormActions } from '../../ui/FormActions';
import { IconButton } from '../../ui/IconButton';
import { Input } from '../../ui/Input';
import { Notice } from '../../ui/Notice';
import { NumberField } from '../../ui/NumberField';
import { RadioGroup } from '../../ui/RadioGroup';
import { useProject } from '../frame/project-context';
import type { Stream } from './stream-words';
import { type StreamDraft, useStreamDraft } from './use-stream-draft';

type Props = { endpoint: string; classes: readonly string[]; stream: Stream | null; onDone: () => void };

/** Which topic is scored, and where its answers go; of a stream that is there already only the latter. */
export function StreamForm({ endpoint, classes, stream, onDone }: Props) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const form = useId();
  const draft = useStreamDraft(stream, classes);
  const known = useQuery(trpc.events.topics.queryOptions({ project: slug })).data?.topics ?? [];
  const done = {
    onError: shownInPlace,
    async onSuccess() {
      onDone();
      await queries.invalidateQueries({ queryKey: trpc.streams.pathKey() });
    },
  };
  const create = useMutation(trpc.streams.create.mutationOptions(done));
  const change = useMutation(trpc.streams.change.mutationOptions(done));
  const failed = create.error ?? change.error;
  return (
    <form
      id={form}
      className="grid gap-4 pb-6"
      onSubmit={(event) => {
        event.preventDefault();
        const { topic, from, mostWaiting, rules } = draft.read();
        if (stream === null) create.mutate({ project: slug, endpoint, topic, from, mostWaiting, rules });
        else change.mutate({ project: slug, endpoint, id: stream.id, mostWaiting, rules });
      }}
    >
      {stream === null ? <Incoming draft={draft} /> : null}
      <Routes draft={draft} />
      <Field label="Any other answer goes to" hint="Answers that no rule names, so that none is lost.">
        {(ids) => <TopicInput {...ids} value={draft.otherwise} onValue={draft.setOtherwise} />}
      </Field>
      <Field
        label="Refused records go to"
        hint="With the reason. They are also listed under Events, to be tried again."
      >
        {(ids) => <TopicInput {...ids} value={draft.refused} onValue={draft.setRefused} />}
      </Field>
      <Field
        label="Wait for readers"
        hint="Score nothing more while somebody who reads the answers is so many behind. Empty: never wait."
      >
        {(ids) => (
          <NumberField
            {...ids}
            className="[&_input]:text-left"
            value={draft.mostWaiting}
            min={1}
            onValueChange={draft.setMostWaiting}
          />
        )}
      </Field>
      <datalist id="topics-to-choose">
        {known.map(({ topic }) => (
          <option key={topic} value={topic} />
        ))}
      </datalist>
      <FormActions
        note={
          failed === null ? null : (
            <Notice tone="danger">{`${reportOf(failed).message} ${reportOf(failed).next}`}</Notice>
          )
        }
      >
        <Button
          type="submit"
          form={form}
          variant="primary"
          size="lg"
          loading={create.isPending || change.isPending}
          disabled={!draft.ready}
        >
          {stream === null ? 'Score it' : 'Save the rules'}
        </Button>
      </FormActions>
    </form>
  );
}

function Incoming({ draft }: { draft: StreamDraft }) {
  return (
    <>
      <Field label="Records arrive on" hint="One record is one event; its data are the fields of a row.">
        {(ids) => <TopicInput {...ids} value={draft.topic} onValue={draft.setTopic} placeholder="documents.text" />}
      </Field>
      <RadioGroup
        label="Which records"
        value={draft.from}
        onValueChange={(value) => draft.setFrom(value === 'beginning' ? 'beginning' : 'now')}
        options={[
          { value: 'now', label: 'Those that arrive from now on' },
          { value: 'beginning', label: 'Also those that the topic holds already' },
        ]}
      />
    </>
  );
}

function Routes({ draft }: { draft: StreamDraft }) {
  const { lines, setLines } = draft;
  return (
    <fieldset className="grid gap-2">
      <legend className="pb-1 text-12 font-medium text-muted">Rules: an answer that is</legend>
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and hold no state of their own
        <div key={at} className="grid grid-cols-[2fr_auto_3fr_auto] items-center gap-2">
          <Input
            aria-label={`Answer of rule ${at + 1}`}
            value={line.answer}
            placeholder="an answer"
            onChange={(event) => setLines(lines.with(at, { ...line, answer: event.target.value }))}
          />
          <span className="text-12 text-muted">goes to</span>
          <TopicInput
            aria-label={`Topic of rule ${at + 1}`}
            value={line.topic}
            placeholder="a topic"
            onValue={(topic) => setLines(lines.with(at, { ...line, topic }))}
          />
          <IconButton label="Remove the rule" icon={<X />} onClick={() => setLines(lines.toSpliced(at, 1))} />
        </div>
      ))}
      <Button size="sm" onClick={() => setLines([...lines, { answer: '', topic: '' }])}>
        Add a rule
      </Button>
    </fieldset>
  );
}

type TopicInputProps = {
  id?: string;
  'aria-label'?: string;
  value: string;
  onValue: (value: string) => void;
  placeholder?: string;
};

function TopicInput({ value, onValue, ...rest }: TopicInputProps) {
  return <Input {...rest} list="topics-to-choose" value={value} onChange={(event) => onValue(event.target.value)} />;
}
