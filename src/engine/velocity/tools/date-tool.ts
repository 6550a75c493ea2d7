import { javaText } from '../objects/java-text.js';
import { ABSENT, Value, VelocityObject } from '../objects/velocity-object.js';
import { formatDate, parseDate } from './date-format.js';
import { Tool } from './tool.js';

const DEFAULT_FORMAT = 'MMM d, yyyy, h:mm:ss a';

/** A `java.util.Date`. */
class JavaDate extends VelocityObject {
  constructor(readonly date: Date) {
    super();
  }

  override call(name: string, args: readonly Value[]): Value {
    if (args.length > 0) return ABSENT;
    if (name === 'getTime') return BigInt(this.date.getTime());
    return name === 'toString' ? this.toText() : ABSENT;
  }

  override toText(): string {
    return formatDate('EEE MMM dd HH:mm:ss z yyyy', this.date);
  }
}

/** Reads and formats dates: `DateTool` of Velocity Tools, in English and UTC. */
export class DateTool extends Tool {
  constructor(private readonly now: () => Date) {
    super('date', {
      'get(s)': (_, args) => formatDate(args.text(0), now()),
      'getDate()': () => new JavaDate(now()),
      'getSystemDate()': () => new JavaDate(now()),
      'getSystemTime()': () => BigInt(now().getTime()),
      'getYear()': () => BigInt(now().getUTCFullYear()),
      'getMonth()': () => BigInt(now().getUTCMonth()),
      'getDay()': () => BigInt(now().getUTCDate()),
      'getYear(o)': (_, { all: [value] }) => ofDate(value, (date) => BigInt(date.getUTCFullYear())),
      'getMonth(o)': (_, { all: [value] }) => ofDate(value, (date) => BigInt(date.getUTCMonth())),
      'getDay(o)': (_, { all: [value] }) => ofDate(value, (date) => BigInt(date.getUTCDate())),
      'format(o)': (_, { all: [value] }) => ofDate(value, (date) => formatDate(DEFAULT_FORMAT, date)),
      'format(so)': (_, args) => ofDate(args.all[1], (date) => formatDate(args.text(0), date)),
      'toDate(o)': (_, { all: [value] }) => ofDate(value, (date) => new JavaDate(date)),
      'toDate(so)': (_, args) => {
        const date = parseDate(args.text(0), javaText(args.all[1]));
        return date === undefined ? null : new JavaDate(date);
      },
    });
  }

  override toText(): string {
    return formatDate(DEFAULT_FORMAT, this.now());
  }
}

function ofDate(value: Value, use: (date: Date) => Value): Value {
  if (value instanceof JavaDate) return use(value.date);
  return typeof value === 'bigint' ? use(new Date(Number(value))) : null;
}
