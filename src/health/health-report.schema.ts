const indicators = (description: string): object => ({
  type: 'object',
  description,
  additionalProperties: {
    type: 'object',
    required: ['status'],
    properties: { status: { type: 'string', description: '`up` or `down`' } },
    additionalProperties: true,
  },
});

/** Response of the health routes, for the OpenAPI document. */
export const HEALTH_REPORT = {
  type: 'object',
  required: ['status', 'info', 'error', 'details'],
  properties: {
    status: { type: 'string', enum: ['ok', 'error', 'shutting_down'], description: '`ok` if no check fails' },
    info: indicators('The checks that pass'),
    error: indicators('The checks that fail'),
    details: indicators('All checks'),
  },
};
