declare module 'class-transformer/cjs/storage.js' {
  type Kind = '_typeMetadatas' | '_transformMetadatas' | '_exposeMetadatas' | '_excludeMetadatas';

  /**
   * What class-transformer's decorators have said, by class. Private to it; what it offers instead has to be asked for each
   * field by name.
   */
  export const defaultMetadataStorage: Readonly<Record<Kind, ReadonlyMap<object, unknown>>>;
}
