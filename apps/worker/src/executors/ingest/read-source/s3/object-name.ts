import { fitsPattern } from '../../../../outside/watched-folder';

/** The name of an object: its key without the folders. */
export function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** Whether a source with this pattern takes an object of this key. */
export function fitsName(pattern: string, key: string): boolean {
  return fitsPattern(pattern, nameOf(key));
}
