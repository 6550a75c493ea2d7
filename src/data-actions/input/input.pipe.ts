import { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { validateInput } from './validate-input.js';

/** Turns a call's normalised input into a valid instance of the action's input class, unless it is one already. */
export class InputPipe implements PipeTransform {
  transform(input: unknown, { metatype }: ArgumentMetadata): object {
    const Class = metatype as new () => object;
    return input instanceof Class ? input : validateInput(Class, input);
  }
}
