/** An example call of an action, from the service's OpenAPI document. */
export interface ActionExample {
  readonly name: string;
  readonly path: string;
  readonly summary: string;
  /** A valid input in the sandbox. */
  readonly input: unknown;
}

interface Document {
  readonly paths: Readonly<Record<string, { post?: Operation }>>;
}

interface Operation {
  readonly summary: string;
  readonly requestBody?: { content: { 'application/json'?: { examples?: { plain?: { value: unknown } } } } };
}

/** Reads one example per action from the running service. */
export async function actionExamples(serviceUrl: string): Promise<ActionExample[]> {
  const response = await fetch(`${serviceUrl}/openapi.json`);
  const { paths } = (await response.json()) as Document;
  return Object.entries(paths).flatMap(([path, { post }]) => {
    const [, name] = /^\/api\/v1\/dataactions\/([^/]+)$/.exec(path) ?? [];
    const input = post?.requestBody?.content['application/json']?.examples?.plain?.value;
    return name !== undefined && post && input !== undefined ? [{ name, path, summary: post.summary, input }] : [];
  });
}
