type KeyPress = { key: string; shiftKey: boolean; nativeEvent: { isComposing: boolean } };

/** Enter sends what was written; with Shift it is a new line, and while a word is composed it only chooses that word. */
export function sendsText({ key, shiftKey, nativeEvent }: KeyPress): boolean {
  return key === 'Enter' && !shiftKey && !nativeEvent.isComposing;
}
