const SECONDS = 60;
/** The CRM fails from second 20 to second 35. */
const OUTAGE = { from: 20, to: 35 };
const CALLS_PER_SECOND = 12;
const CALL_COUNT = /^dataaction_calls_total\{action="[^"]*",code="([^"]*)",source="[^"]*"\} (\d+)$/gm;

/**
 * Calls actions for a minute, with an outage of the CRM, and reads the metrics each second.
 *
 * @returns {Promise<{ samples: Map<string, number>[], outage: { from: number, to: number } }>} calls by code since the start
 */
export async function recordTraffic({ url, controlUrl, token }) {
  const samples = [await readCalls(url)];
  const startedAtMs = performance.now();
  for (let second = 1; second <= SECONDS; second += 1) {
    if (second === OUTAGE.from) await setFault(controlUrl, { kind: 'status', status: 503 });
    if (second === OUTAGE.to) await setFault(controlUrl);
    await Promise.all(
      Array.from({ length: CALLS_PER_SECOND }, (_, at) => call(url, token, second * CALLS_PER_SECOND + at)),
    );
    await new Promise((resolve) => setTimeout(resolve, startedAtMs + second * 1_000 - performance.now()));
    samples.push(await readCalls(url));
  }
  return { samples, outage: OUTAGE };
}

/** Returns the request of a call. Most are lookups of new or cached customers; the rest are other actions or lack a field. */
function requestOf(id) {
  const lookup = (input) => ['customer-lookup', input];
  switch (id % CALLS_PER_SECOND) {
    case 0:
      return lookup({ customer: 'c-1' });
    case 1:
      return ['customer-overview', { customerId: 'c-1' }];
    case 2:
      return ['invoke-data-action', { input_payload: { contactId: 'c-1' }, idempotency_key: `evt-${id >> 2}` }];
    default:
      return lookup({ customer_id: id % 3 === 0 ? 'c-1' : `c-${id}` });
  }
}

async function call(url, token, id) {
  const [action, input] = requestOf(id);
  const response = await fetch(`${url}/api/v1/dataactions/${action}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(input),
  });
  await response.arrayBuffer();
}

async function setFault(controlUrl, fault) {
  const [path, options] = fault
    ? ['/faults/crm/customers', { method: 'PUT', body: JSON.stringify(fault) }]
    : ['/faults', { method: 'DELETE' }];
  const { ok, status } = await fetch(controlUrl + path, options);
  if (!ok) throw new Error(`The control API returned ${status}`);
}

async function readCalls(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const calls = new Map();
  for (const [, code, count] of text.matchAll(CALL_COUNT)) calls.set(code, (calls.get(code) ?? 0) + Number(count));
  return calls;
}
