import { expect, it } from 'vitest';
import { pendingClock } from './pending-clock';

const idle = { isPending: false, variables: undefined };

it('knows which clock is being turned or removed', () => {
  const turn = { isPending: true, variables: { id: 'a', enabled: false } };
  expect(pendingClock({ turn, remove: idle }, 'a')).toEqual({ enabled: false });
  expect(pendingClock({ turn, remove: idle }, 'b')).toBeNull();
  expect(pendingClock({ turn: idle, remove: { isPending: true, variables: { id: 'b' } } }, 'b')).toEqual({});
  // What was asked for last is still known when it is done.
  expect(pendingClock({ turn: { ...turn, isPending: false }, remove: idle }, 'a')).toBeNull();
});
