'use client';

import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';

const gap = 24;

/**
 * The dots of the canvas, on a layer of their own that is only moved by the rest of a gap: panning then paints nothing
 * anew. Hidden where they would be a grey veil.
 */
export function CanvasDots() {
  const api = useStoreApi();
  const dots = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let size = 0;
    const place = () => {
      const element = dots.current;
      if (element === null) return;
      const [x, y, zoom] = api.getState().transform;
      const step = gap * zoom;
      if (step !== size) {
        size = step;
        element.style.backgroundSize = `${step}px ${step}px`;
        element.style.opacity = step < 9 ? '0' : '1';
      }
      element.style.transform = `translate(${(x % step) - step}px, ${(y % step) - step}px)`;
    };
    place();
    return api.subscribe(place);
  }, [api]);
  return <div ref={dots} aria-hidden className="canvas-dots" />;
}
