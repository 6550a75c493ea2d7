import { ExecutionContext, Type } from '@nestjs/common';
import { Public } from './public.decorator.js';
import { accessOf } from './route-access.js';
import { RequiredScope } from './scope.decorator.js';

class Guarded {
  route(): void {
    return undefined;
  }

  @Public({ isAddressChecked: true })
  open(): void {
    return undefined;
  }
}

@RequiredScope('words:read')
class Reading extends Guarded {
  @RequiredScope('words:write')
  change(): void {
    return undefined;
  }
}

const access = <T>(Class: Type<T>, method: keyof T) =>
  accessOf({ getClass: () => Class, getHandler: () => (Class.prototype as T)[method] } as unknown as ExecutionContext);

describe('the access to a route', () => {
  it('requires authentication unless a decorator opens the route', () => {
    expect(access(Guarded, 'route')).toEqual({ public: undefined, scope: undefined });
    expect(access(Guarded, 'open')).toEqual({ public: { isAddressChecked: true }, scope: undefined });
  });

  it('is taken from the decorator of the handler, or of its class if the handler has none', () => {
    expect(access(Reading, 'route').scope).toBe('words:read');
    expect(access(Reading, 'change').scope).toBe('words:write');
  });

  it('can differ between a class and a subclass that inherits the handler', () => {
    expect(access(Guarded, 'route').scope).toBeUndefined();
    expect(access(Reading, 'route').scope).toBe('words:read');
    expect(access(Guarded, 'route').scope).toBeUndefined();
  });
});
