declare module 'class-transformer/cjs/storage.js' {
  type Kind = '_typeMetadatas' | '_transformMetadatas' | '_exposeMetadatas' | '_excludeMetadatas';

  /** What class-transformer's decorators have said, by class. */
  export const defaultMetadataStorage: Readonly<Record<Kind, ReadonlyMap<object, unknown>>>;
}
