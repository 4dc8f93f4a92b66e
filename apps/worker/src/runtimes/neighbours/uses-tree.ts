/** From so many columns on halves of a tree are hardly ever left out. */
const mostTreeColumns = 15;

export function usesTree(width: number): boolean {
  return width > 0 && width <= mostTreeColumns;
}
