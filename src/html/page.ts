import { Response } from 'express';
import { Html, html } from './html.js';
import { CONTENT_SECURITY_POLICY, STYLE_ELEMENT } from './style.js';

/** Content of a page. */
export interface PageContent {
  readonly title: string;
  /** Shown beside the title. */
  readonly aside: Html;
  readonly main: Html;
  readonly foot: Html;
  /** Reload interval. Default: no reload. */
  readonly refreshSeconds?: number;
}

/** Sends a page that caches must not store and that runs no scripts. */
export function sendPage(response: Response, { title, aside, main, foot, refreshSeconds }: PageContent): void {
  const refresh = refreshSeconds === undefined ? '' : html`<meta http-equiv="refresh" content="${refreshSeconds}" />`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        ${refresh}
        <title>${title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p class="soft">${aside}</p>
        </header>
        <main>${main}</main>
        <footer>${foot}</footer>
      </body>
    </html>`;
  response
    .set({
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
    })
    .type('html')
    .send(page.text);
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
