import { CustomDecorator, SetMetadata } from '@nestjs/common';

export const OWN_BODY = 'limits:own-body';

/** Marks a controller that reads the bodies of its requests itself. The global body parser skips these requests. */
export const ReadsOwnBody = (): CustomDecorator => SetMetadata(OWN_BODY, true);
