import { Env, list } from '../config/variables/env.decorator.js';

export interface StartPageLink {
  readonly name: string;
  readonly url: string;
}

export class StartPageConfig {
  /** Additional links, for example to a runbook. Everyone who can open `/` sees them. */
  @Env('START_PAGE_LINKS', readLinks)
  readonly links: readonly StartPageLink[] = [];
}

function readLinks(text: string): StartPageLink[] {
  return list(text).map((item) => {
    const at = item.indexOf('=');
    const link = { name: item.slice(0, Math.max(0, at)).trim(), url: item.slice(at + 1).trim() };
    if (link.name === '' || !isLink(link.url))
      throw new Error('must be a list of NAME=URL, each URL with http://, https:// or a path (for example /status)');
    return link;
  });
}

/** Other schemes, such as `javascript:`, could run code in the browser. */
const isLink = (url: string): boolean =>
  /^(https?:\/\/[^/]|\/(?!\/))/i.test(url) && URL.canParse(url, 'http://localhost');
