/** A warning beside the step it speaks of: only the name of that step is left away, not a clause before a colon. */
export function withoutTitle(message: string, title: string): string {
  return message.startsWith(`${title}: `) ? withoutPlace(message) : message;
}

/** A message beside its own step or field, without the place it begins with: "Split rows: the parts …" reads "The parts …". */
export function withoutPlace(message: string): string {
  const at = message.indexOf(': ');
  const rest = at > 0 && at < 60 ? message.slice(at + 2) : message;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
