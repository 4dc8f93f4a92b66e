// What the host may call.
export { setUp } from './layout';
export { barrier, meetForever, meetOften } from './sync';
export { exp, exponentials, log, rowBits } from './numeric';
export { binNumbers, layRows } from './bin';
export { growAndJudge, growTree } from './grow';
export { judge } from './loss';
