// What the host may call.
export { setUp } from './layout';
export { begin, judge, learn } from './learn';
