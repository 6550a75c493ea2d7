/**
 * Returns the pages for the screenshots.
 *
 * @returns {{ name: string, height: number, open: (page: import('playwright-core').Page) => Promise<void> }[]}
 */
export function pages({ url, controlUrl }) {
  return [
    { name: 'start-page', height: 400, open: (page) => goTo(page, `${url}/`) },
    { name: 'control-page', height: 1_000, open: (page) => goTo(page, `${controlUrl}/`) },
    { name: 'swagger-ui', height: 1_000, open: (page) => openSwagger(page, url) },
    { name: 'status-page', height: 1_000, open: (page) => goTo(page, `${url}/status`) },
    { name: 'inspector', height: 1_200, open: (page) => goTo(page, `${url}/status/requests`) },
  ];
}

const goTo = async (page, address) => {
  const response = await page.goto(address);
  if (!response.ok()) throw new Error(`${address} returned ${response.status()}`);
};

/** Opens the operation of an action, with its example. */
async function openSwagger(page, url) {
  await goTo(page, `${url}/docs`);
  const operation = page.locator('.opblock', { hasText: 'customer-lookup' }).first();
  await operation.locator('.opblock-summary').click();
  await operation.locator('.opblock-body').waitFor();
  await page.evaluate(() => globalThis.scrollTo(0, 0));
}
