/** Returns the complete envelope of an output that was read from the upstream. */
export const successEnvelope = (data: object, headers: Headers, extras: object = {}): object => ({
  data,
  errors: [],
  status: 'success',
  success: true,
  status_code: 200,
  code: 'OK',
  fallback_type: 'none',
  action: 'process_data',
  retry_after: 0,
  source: 'api',
  correlation_id: headers.get('X-Correlation-Id'),
  ...extras,
});
