import type { SimulatorRequest } from '../simulator/route.js';

const MAX_PAGE_SIZE = 500;

/** Returns a page of a list in the format of the API. Default of `pageSize`: 25, maximum 500. */
export function pageOf<T>(entities: readonly T[], { path, query }: SimulatorRequest) {
  const pageSize = Math.min(MAX_PAGE_SIZE, positive(query.get('pageSize'), 25));
  const pageNumber = positive(query.get('pageNumber'), 1);
  const pageCount = Math.ceil(entities.length / pageSize);
  const uriOf = (page: number) => {
    const params = new URLSearchParams(query);
    params.set('pageSize', String(pageSize));
    params.set('pageNumber', String(page));
    return `${path}?${params.toString()}`;
  };
  return {
    entities: entities.slice((pageNumber - 1) * pageSize, pageNumber * pageSize),
    pageSize,
    pageNumber,
    total: entities.length,
    firstUri: uriOf(1),
    selfUri: uriOf(pageNumber),
    lastUri: uriOf(Math.max(1, pageCount)),
    ...(pageNumber < pageCount ? { nextUri: uriOf(pageNumber + 1) } : {}),
    ...(pageNumber > 1 ? { previousUri: uriOf(pageNumber - 1) } : {}),
    pageCount,
  };
}

function positive(text: string | null, otherwise: number): number {
  const number = Number(text);
  return text !== null && Number.isInteger(number) && number > 0 ? number : otherwise;
}
