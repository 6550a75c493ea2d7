import { Html, html } from '../html/html.js';
import { PageContent } from '../html/page.js';
import { StartPageLink } from './start-page.config.js';

interface Entry {
  readonly name: string;
  /** Without a leading slash, so that the link works behind a proxy that adds a path prefix. */
  readonly url: string;
  readonly text: string;
}

const ENTRIES: readonly Entry[] = [
  { name: 'API documentation', url: 'docs', text: 'Swagger UI: every action with its inputs, outputs and failures' },
  { name: 'OpenAPI document', url: 'openapi.json', text: 'For Postman, Bruno and code generators' },
  {
    name: 'Catalogue',
    url: 'api/v1/dataactions',
    text: 'The actions with their JSON Schemas. Requires a bearer token',
  },
  { name: 'Health', url: 'health', text: 'The state of every dependency' },
];

/** Renders the start page. It contains only the information of the public routes, and the configured links. */
export function startPage(links: readonly StartPageLink[]): PageContent {
  return {
    title: 'Data Actions for Genesys Cloud',
    aside: html`The service is running.`,
    main: html`<p>This service runs Data Actions for Architect flows. Each action is one POST with a bearer token.</p>
      <ul class="tiles">
        ${[...ENTRIES, ...links.map((link) => ({ ...link, text: '' }))].map(entryOf)}
      </ul>`,
    foot: html``,
  };
}

const entryOf = ({ name, url, text }: Entry): Html =>
  html`<li class="card">
    <a href="${url}"><b>${name}</b></a>
    <p class="soft">${text === '' ? url : text}</p>
  </li>`;
