import { Response } from 'express';
import { Html, html } from './html.js';
import { contentSecurityPolicy, PagePolicy, STYLE_ELEMENT } from './style.js';

export interface PageContent {
  readonly title: string;
  /** Content beside the title. */
  readonly aside: Html;
  readonly main: Html;
  readonly foot: Html;
  /** Reload interval. Default: no reload. */
  readonly refreshSeconds?: number;
  /** URL of a script on the same server. `PagePolicy.hasScript` must be true. */
  readonly script?: string;
}

export function renderPage({ title, aside, main, foot, refreshSeconds, script }: PageContent): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        ${refreshSeconds === undefined ? '' : html`<meta http-equiv="refresh" content="${refreshSeconds}" />`}
        <title>${title}</title>
        ${STYLE_ELEMENT} ${script === undefined ? '' : html`<script src="${script}" defer></script>`}
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p class="soft">${aside}</p>
        </header>
        <main>${main}</main>
        <footer>${foot}</footer>
      </body>
    </html>`.text;
}

/** Returns the headers of a page. Caches must not store the page. */
export const pageHeaders = (policy: PagePolicy = {}): Record<string, string> => ({
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': contentSecurityPolicy(policy),
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
});

/** Sends a page that runs no script. */
export function sendPage(response: Response, content: PageContent, policy: PagePolicy = {}): void {
  response.set(pageHeaders(policy)).send(renderPage(content));
}

/** Renders a table that scrolls horizontally on a narrow screen. A heading that starts with `#` marks a column of numbers. */
export function table(label: string, heads: readonly string[], rows: readonly Html[]): Html {
  const cells = heads.map((head) => {
    const [name, isNumber] = head.startsWith('#') ? [head.slice(1), true] : [head, false];
    return html`<th scope="col" class="${isNumber ? 'number' : ''}">${name}</th>`;
  });
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
    <table>
      <thead>
        <tr>
          ${cells}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** Renders a state as a coloured word. Colour alone is not accessible. */
export const state = (kind: 'good' | 'fair' | 'bad', word: string): Html =>
  html`<span class="state ${kind}">${word}</span>`;
