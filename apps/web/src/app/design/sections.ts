/** The index of the living page, in its order. */
export const designSections = [
  { id: 'foundations', title: 'Foundations' },
  { id: 'buttons', title: 'Buttons' },
  { id: 'fields', title: 'Fields' },
  { id: 'choices', title: 'Choices' },
  { id: 'states', title: 'States and ports' },
  { id: 'feedback', title: 'Feedback' },
  { id: 'layers', title: 'Floating layers' },
  { id: 'page-parts', title: 'Page parts' },
  { id: 'tables', title: 'Tables' },
  { id: 'results', title: 'Results' },
  { id: 'charts', title: 'Charts' },
] as const;
