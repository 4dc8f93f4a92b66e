import { type ClassValue, clsx } from 'clsx';

/** Joins class names, dropping whatever is false, null or undefined. It does not resolve conflicts between utilities. */
export function cn(...values: ClassValue[]): string {
  return clsx(values);
}
