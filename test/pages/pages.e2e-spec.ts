import { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { hashSecret } from '../../src/auth/clients/secret-hash.js';
import { accessibilityViolations, describeWithChromium, openBrowser } from './chromium.js';
import { ControlledService, startControlledService } from '../sandbox/control-pages.js';

const OPERATOR = { username: 'operator', password: 'a password for operators' };
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1_200, height: 900 };

/** A browser is slow to start and to draw on a busy machine. */
const BROWSER_LIMIT_MS = 60_000;

describeWithChromium('the pages in a browser', () => {
  let browser: Browser;
  let controlled: ControlledService;
  const errors: string[] = [];

  beforeAll(async () => {
    controlled = await startControlledService({
      STATUS_PASSWORD_HASH: await hashSecret(OPERATOR.password, { log2N: 14, parallelisation: 1 }),
      INSPECTOR_REQUESTS: '10',
    });
    browser = await openBrowser();
    await controlled.service.call('customer-lookup', { customer_id: 'c-1' });
    await controlled.service.call('customer-lookup', {}, { raw: '{"customer_id": "Ada "x""}' });
  }, BROWSER_LIMIT_MS);

  afterEach(() => {
    expect(errors.splice(0)).toEqual([]);
  });

  afterAll(() => browser.close());

  const open = async (url: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ httpCredentials: OPERATOR, viewport: DESK, ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico')) errors.push(message.text());
    });
    await page.goto(url);
    return page;
  };
  const own = (): string[] => [
    `${controlled.service.url}/`,
    `${controlled.service.url}/status`,
    `${controlled.service.url}/status/requests`,
    `${controlled.control.url}/`,
  ];

  it(
    'have no accessibility violation, light or dark',
    async () => {
      for (const url of own()) {
        const page = await open(url, { bypassCSP: true });
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });

          expect([url, colorScheme, await accessibilityViolations(page)]).toEqual([url, colorScheme, []]);
        }
        await page.context().close();
      }
    },
    BROWSER_LIMIT_MS,
  );

  it(
    'fit the width of a phone',
    async () => {
      for (const url of [...own(), `${controlled.service.url}/docs`]) {
        const page = await open(url, { viewport: PHONE });
        await page.waitForLoadState('networkidle');

        expect([url, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([url, PHONE.width]);
        await page.context().close();
      }
    },
    BROWSER_LIMIT_MS,
  );

  it(
    'control the sandbox: a fault, a call, and its result for the flow',
    async () => {
      const page = await open(`${controlled.control.url}/`);
      await page.getByRole('switch', { name: 'Orders down' }).click();
      await page.locator('#switch-orders-down[aria-checked=true]').waitFor();
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByText('Latest: customer-overview, OK, partial').waitFor();
      expect(await page.getByText('Orders could not be reached').count()).toBe(1);

      await page.getByRole('button', { name: 'Remove all faults' }).click();
      await page.locator('#switch-orders-down[aria-checked=false]').waitFor();
      await page.context().close();
    },
    BROWSER_LIMIT_MS,
  );

  it(
    'control the sandbox without JavaScript',
    async () => {
      const page = await open(`${controlled.control.url}/`, { javaScriptEnabled: false });
      await page.getByRole('switch', { name: 'CRM slow' }).click();
      expect(await page.locator('#switch-crm-slow').getAttribute('aria-checked')).toBe('true');
      await page.getByRole('button', { name: 'Remove all faults' }).click();
      expect(await page.locator('#switch-crm-slow').getAttribute('aria-checked')).toBe('false');
      await page.context().close();
    },
    BROWSER_LIMIT_MS,
  );

  it(
    'replay a request with a token',
    async () => {
      await controlled.service.call('customer-lookup', { customer_id: 'c-1' });
      const page = await open(`${controlled.service.url}/status/requests`);
      await page.getByLabel('Bearer token for a replay').first().fill(controlled.service.world.issuer.token());
      await page.getByRole('button', { name: 'Replay' }).first().click();
      await page.getByText('Response to the replay').first().waitFor();
      expect(await page.locator('pre').textContent()).toContain('"code": "OK"');
      await page.context().close();
    },
    BROWSER_LIMIT_MS,
  );
});
