/** Kind of what is dragged from the palette; its text is a step type. */
export const stepDragType = 'application/x-millrace-step';
