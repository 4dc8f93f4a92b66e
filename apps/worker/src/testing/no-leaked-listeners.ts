import { afterAll, beforeAll, expect } from 'vitest';

/** Fails the tests of this file where more wait for one signal than Node takes for sound: whoever makes rows gives each its own. */
export function expectNoLeakedListeners(): void {
  const warnings: string[] = [];
  const note = ({ name, message }: Error) => {
    if (name === 'MaxListenersExceededWarning') warnings.push(message);
  };
  beforeAll(() => {
    process.on('warning', note);
  });
  afterAll(async () => {
    await new Promise(setImmediate); // warnings come with the next turn
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
}
