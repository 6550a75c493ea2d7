/** The environment of a process: names and texts. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** This process's own; the only place that reads it. */
export const processEnvironment = (): Environment => process.env;
