import { CustomDecorator, SetMetadata } from '@nestjs/common';

export const OWN_BODY = 'limits:own-body';

/** Marks a controller that reads the body of its requests itself. Its requests reach it with the body unread. */
export const ReadsOwnBody = (): CustomDecorator => SetMetadata(OWN_BODY, true);
