import { IncomingMessage } from 'node:http';
import { CallHandler, ExecutionContext, Injectable, NestInterceptor } from '@nestjs/common';
import { map, Observable } from 'rxjs';
import { Envelope } from '../errors/error-envelope.js';
import { recordOf } from '../observability/call-record.js';
import { dataActionOf } from './data-action.metadata.js';
import { successEnvelope } from './success-envelope.js';

/** Puts an action's output into the envelope. */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<object>): Observable<Envelope> {
    const { extras } = dataActionOf(context.getClass()) ?? {};
    const record = recordOf(context.switchToHttp().getRequest<IncomingMessage>());
    return next.handle().pipe(
      map((data) => {
        record.endStage('execute');
        const envelope = successEnvelope(data, record.source ?? 'api', record.correlationId);
        record.code = envelope.code;
        record.source = envelope.source;
        return { ...envelope, ...extras?.ofOutput(data) };
      }),
    );
  }
}
