declare module 'class-transformer/cjs/storage.js' {
  type Kind = '_typeMetadatas' | '_transformMetadatas' | '_exposeMetadatas' | '_excludeMetadatas';

  /** Private metadata of class-transformer by class. The public API can only read one field by its name. */
  export const defaultMetadataStorage: Readonly<Record<Kind, ReadonlyMap<object, unknown>>>;
}
