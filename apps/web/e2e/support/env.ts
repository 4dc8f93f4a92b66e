function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`${name} is not set. Run the browser tests with \`npm test\`: it starts a product of their own.`);
  return value;
}

/** What `npm test` tells the browser tests about the product it started for them. */
export const environment = {
  baseUrl: required('BASE_URL'),
  scoringUrl: required('SCORING_URL'),
  /** One-time link of the new installation; empty when it has an account already. */
  setupLink: process.env.SETUP_LINK ?? '',
  chromiumPath: process.env.CHROMIUM_PATH,
  /** Pictures are made light and dark; else light only. */
  darkPictures: process.env.DARK_PICTURES === '1',
  /** Where the results go as JSON, beside the list that people read. */
  reportFile: process.env.BROWSER_REPORT,
};
