import { ArgumentMetadata, PipeTransform, Type } from '@nestjs/common';
import { validateInput } from './validate-input.js';

/** Validates the input of a call, unless the pipeline has already done so. */
export class InputPipe implements PipeTransform {
  /** @param Class class of the input. Unset: the declared class of the parameter */
  constructor(private readonly Class?: Type<object>) {}

  transform(input: unknown, { metatype }: ArgumentMetadata): object {
    const Class = (this.Class ?? metatype) as new () => object;
    return input instanceof Class ? input : validateInput(Class, input);
  }
}
