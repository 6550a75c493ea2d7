declare module 'class-transformer/cjs/storage.js' {
  type Kind = '_typeMetadatas' | '_transformMetadatas' | '_exposeMetadatas' | '_excludeMetadatas';

  /** Private metadata of class-transformer by class. The public API reads one field by name only. */
  export const defaultMetadataStorage: Readonly<Record<Kind, ReadonlyMap<object, unknown>>>;
}
