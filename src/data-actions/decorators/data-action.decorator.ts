import { IncomingMessage } from 'node:http';
import {
  applyDecorators,
  Controller,
  createParamDecorator,
  ExecutionContext,
  HttpCode,
  Post,
  Type,
  UseInterceptors,
} from '@nestjs/common';
import { RequiredScope } from '../../auth/access/scope.decorator.js';
import { CacheInterceptor } from '../pipeline/cache.interceptor.js';
import { CallInterceptor } from '../pipeline/call.interceptor.js';
import { callOf, DataActionCall } from '../request/context/data-action-call.js';
import { checkOptions } from '../contract/check-options.js';
import {
  DATA_ACTIONS_PATH,
  DataActionOptions,
  handlerOf,
  setDataAction,
  setHandler,
  setInput,
} from '../contract/data-action.metadata.js';
import { DescribeAction } from './describe-action.decorator.js';
import { IdempotencyInterceptor } from '../pipeline/idempotency.interceptor.js';
import { describeValidatedFields } from '../input/describe-validated-fields.js';
import { InputPipe } from '../input/input.pipe.js';

/**
 * Declares a Data Action: a controller at `/api/v1/dataactions/{name}` whose method with `@Execute()` receives a valid
 * input and returns the output. Composes routes, guards, pipeline and OpenAPI.
 */
export function DataAction(name: string, options: DataActionOptions): ClassDecorator {
  return (Class) => {
    checkOptions(name, options);
    const { inputClass, outputClass, method } = handlerOf(Class);
    describeValidatedFields(inputClass);
    const routes = [`${DATA_ACTIONS_PATH}/${name}`, ...(options.alsoServedAt ?? [])];
    const scope = `dataaction:${options.effect}`;
    const metadata = { ...options, name, routes, scope, inputClass, outputClass };
    setDataAction(Class, metadata);
    DescribeAction(metadata, method)(Class);
    applyDecorators(
      Controller(routes),
      RequiredScope(scope),
      metadata.effect === 'write' ? Idempotent() : metadata.cache ? Cached() : UseInterceptors(CallInterceptor),
    )(Class);
  };
}

const Cached = (): MethodDecorator & ClassDecorator => UseInterceptors(CacheInterceptor);

/** Executes a write once per idempotency key. */
const Idempotent = (): MethodDecorator & ClassDecorator => UseInterceptors(IdempotencyInterceptor);

/**
 * Marks the method that executes a Data Action.
 *
 * @param outputClass output as the flow sees it in `data`: no field is optional or null
 */
export function Execute(outputClass: Type<object>): MethodDecorator {
  return (prototype, method, descriptor) => {
    setHandler(prototype, String(method), outputClass);
    applyDecorators(Post(), HttpCode(200))(prototype, method, descriptor);
  };
}

/**
 * Injects the coerced and validated input, an instance of its class.
 *
 * @param Class class of the input, if it is created at run time. Default: the declared class of the parameter
 */
export function Input(Class?: Type<object>): ParameterDecorator {
  return (prototype, method, index) => {
    setInput(prototype, method ?? '', { index, Class });
    CallInput(new InputPipe(Class))(prototype, method, index);
  };
}

const CallInput = createParamDecorator((_: unknown, context: ExecutionContext): unknown => {
  const { input, validInput } = callIn(context);
  return validInput ?? input;
});

/** Injects the call: caller, flow and deadline. */
export const Call = createParamDecorator((_: unknown, context: ExecutionContext): DataActionCall => callIn(context));

const callIn = (context: ExecutionContext): DataActionCall =>
  callOf(context.switchToHttp().getRequest<IncomingMessage>());
