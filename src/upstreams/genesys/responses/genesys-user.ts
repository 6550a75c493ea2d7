import { GenesysFields } from './genesys-fields.js';

/** A user of the organisation. Missing fields are empty. */
export interface GenesysUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly department: string;
  readonly title: string;
  /** `active`, `inactive` or `deleted`. */
  readonly state: string;
  readonly divisionId: string;
  readonly divisionName: string;
}

/** Reads the response of `GET /api/v2/users/{id}`. @returns undefined for anything else */
export function readUser(body: unknown): GenesysUser | undefined {
  const user = new GenesysFields(body);
  const division = user.object('division');
  if (user.text('id') === '') return undefined;
  return {
    id: user.text('id'),
    name: user.text('name'),
    email: user.text('email'),
    department: user.text('department'),
    title: user.text('title'),
    state: user.text('state'),
    divisionId: division.text('id'),
    divisionName: division.text('name'),
  };
}
