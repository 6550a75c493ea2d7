import { ABSENT, Value, VelocityObject } from '../objects/velocity-object.js';

/** Stops the nearest loop, macro or evaluated string, a given loop, or the whole template. */
export class StopSignal extends Error {
  constructor(readonly target: 'nearest' | 'template' | ForeachScope) {
    super('stop');
  }

  /** Returns whether the signal stops at `scope`; undefined means a macro or an evaluated string. */
  endsAt(scope?: ForeachScope): boolean {
    return this.target === 'nearest' || (scope !== undefined && this.target === scope);
  }
}

/** `$foreach` within a loop. */
export class ForeachScope extends VelocityObject {
  index = -1;
  hasNext = false;

  constructor(private readonly parent: Value) {
    super();
  }

  override property(name: string): Value {
    switch (name) {
      case 'index':
        return BigInt(this.index);
      case 'count':
        return BigInt(this.index + 1);
      case 'hasNext':
        return this.hasNext;
      case 'first':
        return this.index < 1;
      case 'last':
        return !this.hasNext;
      case 'parent':
        return this.parent ?? null;
      case 'topmost':
        return this.parent instanceof ForeachScope ? this.parent.property('topmost') : this;
      default:
        return ABSENT;
    }
  }

  override call(name: string, args: readonly Value[]): Value {
    if (args.length > 0) return ABSENT;
    if (name === 'hasNext') return this.hasNext;
    if (name === 'isFirst' || name === 'isLast') return this.property(name === 'isFirst' ? 'first' : 'last');
    const [, member] = /^get([A-Z]\w*)$/.exec(name) ?? [];
    return member === undefined ? ABSENT : this.property(member.charAt(0).toLowerCase() + member.slice(1));
  }

  override toText(): string {
    return 'foreach';
  }
}

/** A block that `#define` named. It is rendered at its references. */
export class DefinedBlock extends VelocityObject {
  constructor(private readonly renderBlock: () => string | undefined) {
    super();
  }

  override call(): Value {
    return ABSENT;
  }

  /** Renders the block; undefined if it refers to itself too deeply. */
  render(): string | undefined {
    return this.renderBlock();
  }

  override toText(): string {
    return this.render() ?? '';
  }
}
