import { CustomDecorator, SetMetadata } from '@nestjs/common';

export const OWN_BODY = 'limits:own-body';

/** Marks a controller that reads the body of its requests itself. No other code reads the body before. */
export const ReadsOwnBody = (): CustomDecorator => SetMetadata(OWN_BODY, true);
