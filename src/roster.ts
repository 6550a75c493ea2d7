const PLACE = Symbol('place');

/** A member knows where it stands. */
type Member<T> = T & { [PLACE]?: number | undefined };

/**
 * Those who are here now, in no order; a member is on one roster at a time. It is a list that changes in place: a Set that gains
 * and loses an entry with each call is copied again and again, and V8's quick collections keep alive what its old copies hold.
 */
export class Roster<T extends object> {
  private readonly members: Member<T>[] = [];

  get size(): number {
    return this.members.length;
  }

  add(member: Member<T>): void {
    member[PLACE] = this.members.push(member) - 1;
  }

  /** Does nothing with whom is not on it. */
  remove(member: Member<T>): void {
    const place = member[PLACE];
    if (place === undefined) return;
    member[PLACE] = undefined;
    const last = this.members.pop();
    if (!last || last === member) return;
    last[PLACE] = place;
    this.members[place] = last;
  }

  /** Whoever leaves, or comes, while it is read makes no difference. */
  [Symbol.iterator](): Iterator<T> {
    return [...this.members][Symbol.iterator]();
  }
}
