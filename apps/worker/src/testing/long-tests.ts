/** Whether tests whose sizes the suite cuts down run at full size: `npm test -- --long`. */
export const longTests = process.env.LONG_TESTS === '1';
