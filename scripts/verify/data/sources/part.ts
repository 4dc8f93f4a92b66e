export const part = 'sources';
