import { JsonSchema } from '../contract/json-schema.js';

/** The request of a Data Action to its backend. The templates are Velocity. */
export interface RequestConfig {
  readonly requestUrlTemplate: string;
  readonly requestType: string;
  readonly requestTemplate: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Mapping of the response: JSONPaths, their defaults as JSON texts, and a Velocity template. */
export interface ResponseConfig {
  readonly translationMap: Readonly<Record<string, string>>;
  readonly translationMapDefaults: Readonly<Record<string, string>>;
  readonly successTemplate: string;
}

/** A Data Action in the form that Genesys Cloud exports and imports. */
export interface ActionDefinition {
  readonly name: string;
  /** Absent in some exports. */
  readonly integrationType?: string;
  readonly actionType: string;
  readonly category: string;
  readonly secure: boolean;
  readonly config: {
    /** 1 to 60. */
    readonly timeoutSeconds: number;
    readonly request: RequestConfig;
    readonly response: ResponseConfig;
  };
  readonly contract: {
    readonly input: { readonly inputSchema: JsonSchema };
    readonly output: { readonly successSchema: JsonSchema };
  };
}
