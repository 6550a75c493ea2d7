import { WorkBudget } from '../../limits/work-budget.js';
import { Method, MethodTable } from '../objects/method-table.js';
import { Value, VelocityObject } from '../objects/velocity-object.js';

/** One of the objects of every template, such as `$esc`. Templates cannot change it. */
export class Tool extends VelocityObject {
  private readonly methods: MethodTable<undefined>;

  /** @param methods by signature; `getName()` is also available as `$tool.name` */
  constructor(
    private readonly name: string,
    methods: Readonly<Record<string, Method<undefined>>>,
  ) {
    super();
    this.methods = new MethodTable(methods);
  }

  override call(name: string, args: readonly Value[]): Value {
    return this.methods.call(undefined, name, args, new WorkBudget(`tool $${this.name}`));
  }

  override toText(): string {
    return `$${this.name}`;
  }
}
