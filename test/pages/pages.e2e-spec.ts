import { once } from 'node:events';
import { get, IncomingMessage } from 'node:http';
import { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { hashSecret } from '../../src/auth/clients/secret-hash.js';
import { ControlledService, startControlledService } from '../sandbox/control-pages.js';
import { until } from '../support/until.js';
import { accessibilityViolations, describeWithChromium, openBrowser } from './chromium.js';

const OPERATOR = { username: 'operator', password: 'a password for operators' };
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1_200, height: 900 };

/** Time limit for a browser, which starts and renders slowly on a busy machine. */
const BROWSER_LIMIT_MS = 60_000;

let controlled: ControlledService;

beforeAll(async () => {
  controlled = await startControlledService({
    RETRY_ATTEMPTS: '1',
    CIRCUIT_FAILURES: '1000',
    STATUS_PASSWORD_HASH: await hashSecret(OPERATOR.password, { log2N: 14, parallelisation: 1 }),
    INSPECTOR_REQUESTS: '10',
  });
});

describe('the control page of the sandbox', () => {
  const send = (path: string, init: RequestInit = {}) =>
    fetch(controlled.control.url + path, { redirect: 'manual', ...init });
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    send(path, { method: 'POST', body: new URLSearchParams(fields), headers });
  /** The text of the page without its markup. */
  const page = async () => (await (await send('/')).text()).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  const isOn = async (id: string) =>
    new RegExp(`id="switch-${id}"[^>]*aria-checked="true"`).test(await (await send('/')).text());
  const overview = { action: 'customer-overview', channel: 'flow', mode: 'once', input: '{"customerId": "c-1"}' };

  it('runs no inline script, and only scripts of its own server', async () => {
    const response = await send('/');
    const policy = response.headers.get('Content-Security-Policy');

    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; script-src 'self'; connect-src 'self'; /);
    expect(policy).toContain("form-action 'self'");
    expect(await response.text()).not.toMatch(/<script>|\son\w+=|\sstyle=/);
  });

  it('shows the result of a call for the flow, and the requests that reached the upstreams', async () => {
    expect((await post('/call', overview)).status).toBe(303);

    const text = await page();
    expect(text).toContain('Latest: customer-overview, OK');
    expect(text).toContain('The flow takes the success path.');
    expect(text).toMatch(/sources\.orders\.status 200 .*POST \/v1\/orders 200/);
  });

  it('sends the example of each action as a flow and with plain HTTP', async () => {
    const { calls } = controlled;
    for (const { name } of calls.examples) {
      for (const channel of ['flow', 'http']) {
        await post('/call', { action: name, channel, mode: 'once', input: '' });

        expect(calls.results[0]).toMatchObject({ call: { action: name, channel }, status: 200, body: { code: 'OK' } });
      }
    }
  });

  it('switches faults on and off, and shows their effect', async () => {
    await post('/switches/orders-down', { on: 'true' });
    expect(await isOn('orders-down')).toBe(true);
    await post('/call', overview);
    expect(await page()).toMatch(
      /Latest: customer-overview, OK, partial.* sources\.orders\.error Orders could not be reached/,
    );

    await post('/switches/orders-down', { on: 'false' });
    expect(await isOn('orders-down')).toBe(false);
    await post('/call', overview);
    expect(await page()).toMatch(/sources\.orders\.error sources\.orders\.source/);
  });

  it('shows the faults that other clients set', async () => {
    const fault = JSON.stringify({ kind: 'status', status: 503 });
    for (const route of ['customers', 'accounts'])
      await send(`/faults/crm/${route}`, {
        method: 'PUT',
        body: fault,
        headers: { 'Content-Type': 'application/json' },
      });
    expect(await isOn('crm-fails')).toBe(true);

    await send('/faults', { method: 'DELETE' });
    expect(await isOn('crm-fails')).toBe(false);
  });

  it('removes all faults', async () => {
    await post('/switches/crm-down', { on: 'true' });
    await post('/switches/genesys-throttled', { on: 'true' });
    await post('/heal', {});

    expect(await Promise.all(['crm-down', 'genesys-throttled'].map(isOn))).toEqual([false, false]);
  });

  it('shows a failure in the flow, and the response of a plain HTTP call', async () => {
    await post('/switches/crm-down', { on: 'true' });
    const lookup = { action: 'customer-lookup', input: '{"customer_id": "c-9"}', mode: 'once' };
    await post('/call', { ...lookup, channel: 'flow' });
    expect(await page()).toContain('The flow takes the success path. There it checks success, which is false');
    await post('/call', { ...lookup, channel: 'http' });
    expect(await page()).toContain('Latest: customer-lookup, 429 UPSTREAM_UNREACHABLE');
    await post('/heal', {});
  });

  it('rotates the signing keys', async () => {
    const { issuer } = controlled.service.world;
    const { kid } = issuer.key;
    await post('/keys', { mode: 'keep' });
    expect(issuer.keys.map((key) => key.kid)).toEqual([issuer.key.kid, kid]);
    await post('/keys', { mode: 'withdraw' });
    expect(issuer.keys).toHaveLength(1);
    expect(await page()).toContain(`Published keys: ${issuer.key.kid}`);
  });

  it('repeats a call until the user stops it', async () => {
    const { calls } = controlled;
    const before = calls.results[0]?.id ?? 0;
    await post('/call', { ...overview, mode: 'repeat' });
    await until(() => (calls.results[0]?.id ?? 0) >= before + 2);
    expect(await page()).toContain('Stop sending');

    await post('/call', { mode: 'end' });
    expect(calls.isRepeating).toBe(false);
    expect(await page()).toContain('Send every 2 seconds');
  });

  it.each([
    [{ ...overview, input: '{"customerId": ' }, 'The input must be a JSON object'],
    [{ ...overview, input: '[]' }, 'The input must be a JSON object'],
    [{ ...overview, action: 'no-such-action' }, 'There is no such action'],
  ])('rejects %j and shows the reason', async (fields, problem) => {
    const response = await post('/call', fields, { Accept: 'application/json' });
    expect(await response.json()).toMatchObject({ problem });

    await post('/call', fields);
    expect(await page()).toContain(problem);
  });

  it('uses the example of the action for an empty input', async () => {
    const response = await post('/call', { ...overview, input: ' ' }, { Accept: 'application/json' });

    expect(await response.json()).toEqual({ problem: '', inputText: '{\n  "customerId": "c-1"\n}' });
  });

  it('returns the changed parts to its script, and nothing if nothing has changed', async () => {
    const first = (await (await send('/live?version=')).json()) as { version: string; parts: object };
    expect(Object.keys(first.parts)).toEqual(['switches', 'keys', 'repeat', 'results']);
    expect((await send(`/live?version=${first.version}`)).status).toBe(204);

    await post('/switches/crm-slow', { on: 'true' });
    expect((await send(`/live?version=${first.version}`)).status).toBe(200);
    await post('/heal', {});
  });

  it('rejects requests that another site sends from a browser', async () => {
    const rejected = [
      await post('/heal', {}, { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' }),
      await send('/live?version=', { headers: { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'cors' } }),
    ];

    expect(rejected.map(({ status }) => status)).toEqual([403, 403]);
  });

  it('opens from a link on another page', async () => {
    // http.get, because fetch would overwrite Sec-Fetch-Mode.
    const headers = { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'navigate' };
    const [response] = (await once(get(controlled.control.url, { headers }), 'response')) as [IncomingMessage];
    response.resume();

    expect(response.statusCode).toBe(200);
  });

  it('escapes all texts', async () => {
    const input = '{"customerId": "<img src=x onerror=alert(1)>"}';
    await post('/call', { ...overview, input });

    expect(await (await send('/')).text()).not.toContain('<img');
  });
});

describeWithChromium('the pages in a browser', () => {
  let browser: Browser;
  const errors: string[] = [];

  beforeAll(async () => {
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
  const widthOnPhone = async (page: Page): Promise<unknown> => {
    await page.setViewportSize(PHONE);
    return page.evaluate('document.documentElement.scrollWidth');
  };
  const own = (): string[] => [
    `${controlled.service.url}/`,
    `${controlled.service.url}/status`,
    `${controlled.service.url}/status/requests`,
    `${controlled.control.url}/`,
  ];

  it(
    'have no accessibility violation, light or dark, and fit the width of a phone',
    async () => {
      for (const url of own()) {
        const page = await open(url);
        expect([url, await accessibilityViolations(page)]).toEqual([url, []]);
        await page.emulateMedia({ colorScheme: 'dark' });
        expect([url, await accessibilityViolations(page, ['color-contrast'])]).toEqual([url, []]);
        expect([url, await widthOnPhone(page)]).toEqual([url, PHONE.width]);
        await page.context().close();
      }
      const docs = await open(`${controlled.service.url}/docs`);
      await docs.locator('.opblock').first().waitFor();
      expect(await widthOnPhone(docs)).toBe(PHONE.width);
      await docs.context().close();
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
      await page.getByText('Orders could not be reached').first().waitFor();

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
