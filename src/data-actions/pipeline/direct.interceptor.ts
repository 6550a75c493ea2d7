import { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { InterceptorsConsumer } from '@nestjs/core/internal';
import { defer, isObservable, lastValueFrom, Observable } from 'rxjs';

/**
 * An interceptor that works with promises. `runDirectly()` has Nest run it without the eight observables that it puts around
 * each, which cost an eighth of a cached read; where that is not done, or others stand beside it, it is one like any other.
 */
export abstract class DirectInterceptor implements NestInterceptor {
  /** @param handle has the route's handler make its result */
  abstract run(context: ExecutionContext, handle: () => Promise<unknown>): Promise<unknown>;

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return defer(() => this.run(context, () => lastValueFrom<unknown>(next.handle())));
  }
}

type Intercept = (...given: Parameters<InterceptorsConsumer['intercept']>) => Promise<unknown>;

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with the `this` that Nest calls it with
const runAsNest: Intercept = InterceptorsConsumer.prototype.intercept;

/** Has Nest run a direct interceptor directly where it is the only one of its route, from now on and in this process. */
export function runDirectly(): void {
  InterceptorsConsumer.prototype.intercept = intercept;
}

async function intercept(this: InterceptorsConsumer, ...given: Parameters<Intercept>): Promise<unknown> {
  const [interceptors, args, instance, callback, next, type] = given;
  const [only] = interceptors;
  if (!(only instanceof DirectInterceptor) || interceptors.length > 1) return runAsNest.apply(this, given);
  const context = this.createContext(args, instance, callback);
  context.setType(type ?? 'http');
  return only.run(context, () => resultOf(next));
}

/** A handler may give an observable too. */
async function resultOf(handle: () => Promise<unknown>): Promise<unknown> {
  const result = await handle();
  return isObservable(result) ? lastValueFrom(result) : result;
}
