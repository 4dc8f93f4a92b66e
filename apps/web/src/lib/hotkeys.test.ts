import { describe, expect, it } from 'vitest';
import { createHotkeyRegistry } from './hotkey-registry';
import { type KeyPress, matchesShortcut, shortcutCaps } from './shortcut';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const action = (id: string, shortcut: string | readonly string[], anywhere = false) => ({
  id,
  label: id,
  group: 'Test',
  shortcut,
  anywhere,
  run: () => undefined,
});

describe('matchesShortcut', () => {
  it('takes Cmd for Ctrl and wants exactly the keys named', () => {
    expect(matchesShortcut(press('k', { ctrlKey: true }), 'Ctrl+K')).toBe(true);
    expect(matchesShortcut(press('k', { metaKey: true }), 'Ctrl+K')).toBe(true);
    expect(matchesShortcut(press('k'), 'Ctrl+K')).toBe(false);
    expect(matchesShortcut(press('k', { ctrlKey: true, altKey: true }), 'Ctrl+K')).toBe(false);
    expect(matchesShortcut(press('Z', { ctrlKey: true, shiftKey: true }), 'Ctrl+Z')).toBe(false);
    expect(matchesShortcut(press('Z', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+Z')).toBe(true);
  });
  it('reads signs as typed, and digits with Shift by their place', () => {
    expect(matchesShortcut(press('?', { shiftKey: true }), '?')).toBe(true);
    expect(matchesShortcut(press('+', { shiftKey: true }), '+')).toBe(true);
    expect(matchesShortcut(press('.', { ctrlKey: true }), 'Ctrl+.')).toBe(true);
    expect(matchesShortcut(press('!', { shiftKey: true, code: 'Digit1' }), 'Shift+1')).toBe(true);
    expect(matchesShortcut(press('1', { code: 'Digit1' }), 'Shift+1')).toBe(false);
    expect(matchesShortcut(press('F8', { shiftKey: true }), 'F8')).toBe(false);
  });
  it('shows key caps', () => {
    expect(shortcutCaps('Ctrl+Shift+Enter')).toEqual(['Ctrl', '⇧', '↵']);
    expect(shortcutCaps('Ctrl+k', true)).toEqual(['⌘', 'K']);
    expect(shortcutCaps('Delete')).toEqual(['Del']);
  });
});

describe('createHotkeyRegistry', () => {
  it('keeps single keys out of text fields unless they work anywhere', () => {
    const registry = createHotkeyRegistry();
    registry.add(action('delete', 'Delete'));
    registry.add(action('palette', 'Ctrl+K', true));
    expect(registry.find(press('Delete'), true)).toBeUndefined();
    expect(registry.find(press('Delete'), false)?.id).toBe('delete');
    expect(registry.find(press('k', { ctrlKey: true }), true)?.id).toBe('palette');
  });
  it('lets the later registration win, gives the key back, and passes over the disabled', () => {
    const registry = createHotkeyRegistry();
    registry.add(action('page', 'Escape'));
    const remove = registry.add(action('dialog', 'Escape'));
    expect(registry.find(press('Escape'), false)?.id).toBe('dialog');
    remove();
    expect(registry.find(press('Escape'), false)?.id).toBe('page');
    registry.add({ ...action('off', 'Escape'), enabled: false });
    expect(registry.find(press('Escape'), false)?.id).toBe('page');
  });
  it('binds alternatives and refuses the same id twice', () => {
    const registry = createHotkeyRegistry();
    registry.add(action('redo', ['Ctrl+Shift+Z', 'Ctrl+Y']));
    expect(registry.find(press('y', { ctrlKey: true }), false)?.id).toBe('redo');
    expect(() => registry.add(action('redo', 'R'))).toThrow(/redo/);
  });
});
