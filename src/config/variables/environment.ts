export type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the variables of this process. No other module reads `process.env`. */
export const processEnvironment = (): Environment => process.env;
