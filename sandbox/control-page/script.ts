/**
 * The script of the control page. It updates the page without a reload. In a browser without scripts, each button sends its
 * form and the server redirects to the page. The server renders all markup.
 */
export const CONTROL_SCRIPT = `
'use strict';
const POLL_MS = 1500;
let version = '';

function show(part, markup) {
  const element = document.getElementById(part);
  if (!element) return;
  const focused = document.activeElement?.id;
  const toggled = [...element.querySelectorAll('details')].filter((one, index) => one.open !== (index === 0));
  const states = new Map(toggled.map((one) => [one.dataset.id, one.open]));
  element.innerHTML = markup;
  for (const one of element.querySelectorAll('details')) if (states.has(one.dataset.id)) one.open = states.get(one.dataset.id);
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
}

async function update() {
  const response = await fetch('/live?version=' + version, { cache: 'no-store' });
  if (response.status !== 200) return;
  const live = await response.json();
  version = live.version;
  for (const [part, markup] of Object.entries(live.parts)) show(part, markup);
}

document.addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  document.querySelector('[role=alert]')?.remove();
  const send = document.getElementById('send');
  if (form.contains(send)) send.textContent = 'Sending …';
  try {
    const response = await fetch(form.getAttribute('action'), { method: 'POST', body, headers: { Accept: 'application/json' } });
    const { problem, inputText } = await response.json();
    if (inputText !== undefined) document.getElementById('input').value = inputText;
    if (problem) {
      const alert = document.createElement('p');
      alert.className = 'bad';
      alert.setAttribute('role', 'alert');
      alert.textContent = problem;
      form.append(alert);
    }
  } finally {
    send.textContent = 'Send';
  }
  await update();
});

document.getElementById('action').addEventListener('change', () => (document.getElementById('input').value = ''));
setInterval(() => document.visibilityState === 'visible' && update().catch(() => undefined), POLL_MS);
update();
`;
