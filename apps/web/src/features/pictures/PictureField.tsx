'use client';

import type { ImageSize } from '@millrace/pipeline-core/images';
import { type ChangeEvent, type DragEvent, useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Textarea } from '../../ui/Textarea';
import { pictureNumbers, toCanvas, whiteOf } from './picture-pixels';
import { numbersText, readTypedNumbers, type TypedNumbers } from './read-typed-numbers';
import { usePictureFile } from './use-picture-file';

type Props = {
  name: string;
  image: ImageSize;
  value: unknown;
  /** Why this value was refused. */
  error: string | undefined;
  onChange: (value: number[] | string | null) => void;
};

/** A vector that its model reads as an image: shown as one, and taken from a picture file, chosen or dropped. */
export function PictureField({ name, image, value, error, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const numbers = pictureNumbers(value, image);
  const { take, problem } = usePictureFile({ value, size: image, white: whiteOf(numbers), onRead: onChange });
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  const onFile = ({ target }: ChangeEvent<HTMLInputElement>) => {
    void take(target.files?.[0]);
    target.value = ''; // so that the same file can be chosen again
  };
  return (
    <Field label={name} error={problem ?? error} hint={hintOf(image)} className="sm:col-span-2">
      {(ids) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button is the first
        <div
          className="flex flex-wrap items-start gap-3"
          onDragOver={(event) => event.preventDefault()}
          onDrop={onDrop}
        >
          <Picture name={name} image={image} numbers={numbers} />
          <div className="grid min-w-40 flex-1 justify-items-start gap-2">
            <Button {...ids} aria-label={`Choose a picture for ${name}`} onClick={() => input.current?.click()}>
              Choose a picture
            </Button>
            <input
              ref={input}
              type="file"
              accept="image/*"
              hidden
              aria-label={`Picture for ${name}`}
              onChange={onFile}
            />
            {value === null ? null : (
              <Button variant="ghost" onClick={() => onChange(null)}>
                Leave it out
              </Button>
            )}
            <Numbers name={name} value={value} onChange={onChange} />
          </div>
        </div>
      )}
    </Field>
  );
}

function hintOf({ width, height, channels }: ImageSize): string {
  return `${width} × ${height} pixels, ${channels === 1 ? 'grey' : 'in colour'}. A picture of another size is stretched.`;
}

/** So many screen pixels the longer side of a picture has at least, in whole pixels of the picture. */
const shownSide = 160;

function Picture({ name, image, numbers }: { name: string; image: ImageSize; numbers: number[] | null }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, channels } = image;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context == null || numbers === null) return;
    context.putImageData(new ImageData(toCanvas(numbers, { width, height, channels }), width, height), 0, 0);
  }, [numbers, width, height, channels]);
  const unit = Math.max(1, Math.ceil(shownSide / Math.max(width, height)));
  const box = { width: width * unit, height: height * unit };
  return numbers === null ? (
    <div
      style={box}
      className="grid place-items-center rounded-control border border-dashed border-border-strong text-12 text-muted"
    >
      no picture
    </div>
  ) : (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      style={{ ...box, imageRendering: 'pixelated' }}
      className="rounded-control border border-border"
      role="img"
      aria-label={`${name} as a picture`}
    />
  );
}

/** The numbers themselves, for who has them. What is typed stays as it is until the field is left. */
function Numbers({ name, value, onChange }: Pick<Props, 'name' | 'value' | 'onChange'>) {
  const [typed, setTyped] = useState<TypedNumbers | null>(null);
  const type = (text: string) => {
    const next = readTypedNumbers(text);
    setTyped({ text, value: next });
    onChange(next);
  };
  return (
    <details className="w-full min-w-0">
      <summary className="cursor-pointer text-12 text-muted">As numbers</summary>
      <Textarea
        aria-label={`${name} as numbers`}
        rows={4}
        className="mt-1 max-h-32 field-sizing-fixed font-mono text-12 break-all"
        value={numbersText(value, typed)}
        placeholder="missing"
        onChange={({ target }) => type(target.value)}
        onBlur={() => setTyped(null)}
      />
    </details>
  );
}
