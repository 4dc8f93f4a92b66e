/** The parts of a keyboard event a shortcut looks at. */
export type KeyPress = {
  key: string;
  code?: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
};

type Shortcut = { key: string; ctrl: boolean; alt: boolean; shift: boolean };

/** "Ctrl+Shift+Enter" → its parts. Ctrl also stands for Cmd on a Mac. The last part is the key. */
export function parseShortcut(text: string): Shortcut {
  const pieces = text.endsWith('+') ? [...text.slice(0, -1).split('+').filter(Boolean), '+'] : text.split('+');
  const names = pieces.slice(0, -1).map((piece) => piece.toLowerCase());
  return {
    key: (pieces.at(-1) ?? '').toLowerCase(),
    ctrl: names.includes('ctrl'),
    alt: names.includes('alt'),
    shift: names.includes('shift'),
  };
}

const isLetter = (key: string) => /^[a-z]$/.test(key);

/**
 * Whether the press is the shortcut. Shift counts for letters and named keys; for signs such as `?` it does not, because
 * it is part of typing the sign. Digits with Shift are matched by their place on the keyboard ("Shift+1" types "!").
 */
export function matchesShortcut(press: KeyPress, text: string): boolean {
  const wanted = parseShortcut(text);
  if ((press.ctrlKey || press.metaKey) !== wanted.ctrl || press.altKey !== wanted.alt) return false;
  const key = press.key.toLowerCase();
  if (wanted.shift && /^[0-9]$/.test(wanted.key)) return press.shiftKey && press.code === `Digit${wanted.key}`;
  if (key !== wanted.key) return false;
  return isLetter(wanted.key) || wanted.key.length > 1 || wanted.shift ? press.shiftKey === wanted.shift : true;
}

const glyphs: Record<string, string> = {
  enter: '↵',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  escape: 'Esc',
  delete: 'Del',
  shift: '⇧',
};

/** The key caps to show: "Ctrl+Shift+Enter" → ["Ctrl", "⇧", "↵"], on a Mac ["⌘", "⇧", "↵"]. */
export function shortcutCaps(text: string, mac = false): string[] {
  const { key, ctrl, alt, shift } = parseShortcut(text);
  const name = glyphs[key] ?? (key.length === 1 ? key.toUpperCase() : key.charAt(0).toUpperCase() + key.slice(1));
  return [ctrl ? (mac ? '⌘' : 'Ctrl') : '', alt ? (mac ? '⌥' : 'Alt') : '', shift ? '⇧' : '', name].filter(Boolean);
}
