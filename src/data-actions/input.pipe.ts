import { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { validateInput } from './validate-input.js';

/** Turns a call's normalised input into a valid instance of the action's input class. */
export class InputPipe implements PipeTransform {
  transform(input: unknown, { metatype }: ArgumentMetadata): object {
    return validateInput(metatype as new () => object, input);
  }
}
