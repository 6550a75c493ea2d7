import { HttpException } from '@nestjs/common';
import { HealthCheckResult } from '@nestjs/terminus';
import { Response } from 'express';

/**
 * Returns the report as the response body. Terminus throws the report with status 503 if an indicator is down. Caches must
 * not store the report.
 */
export async function sendReport(response: Response, report: Promise<HealthCheckResult>): Promise<HealthCheckResult> {
  response.set('Cache-Control', 'no-store');
  try {
    return await report;
  } catch (error) {
    if (!(error instanceof HttpException)) throw error;
    response.status(error.getStatus());
    return error.getResponse() as HealthCheckResult;
  }
}
