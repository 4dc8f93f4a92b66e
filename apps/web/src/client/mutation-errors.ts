import type { ToastMessage } from '../ui/Toast';
import { reportOf } from './error-report';

/** What every failed change says unless it says it itself: what went wrong and what to do. */
export function failureToast(error: unknown): ToastMessage {
  const { message, next } = reportOf(error);
  return { title: message, detail: next, tone: 'danger' };
}

/** The `onError` of a change whose form shows the refusal at its place, so that no toast repeats it. */
export function shownInPlace(): void {}
