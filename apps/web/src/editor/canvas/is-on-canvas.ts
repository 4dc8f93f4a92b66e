/** Whether keys pressed here belong to the canvas: nothing has the focus, or something on the canvas or in the outline does. */
export function isOnCanvas(element: Element | null): boolean {
  return element === null || element === document.body || element.closest('[data-canvas], [data-outline]') !== null;
}
