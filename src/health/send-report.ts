import { HttpException } from '@nestjs/common';
import { HealthCheckResult } from '@nestjs/terminus';
import { Response } from 'express';

/**
 * A report as the answer, also where something is down: Terminus throws it then, with 503. What a probe was told must
 * not be kept.
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
