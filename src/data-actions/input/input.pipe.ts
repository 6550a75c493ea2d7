import { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { validateInput } from './validate-input.js';

/** Validates the input of a call, unless the pipeline has done so. */
export class InputPipe implements PipeTransform {
  transform(input: unknown, { metatype }: ArgumentMetadata): object {
    const Class = metatype as new () => object;
    return input instanceof Class ? input : validateInput(Class, input);
  }
}
