const PLACE = Symbol('place');

/** Stores its own position. */
type Member<T> = T & { [PLACE]?: number | undefined };

/**
 * Unordered set that updates an array in place; an item is in one roster at a time. A `Set` that gains and loses an
 * entry with each call is rehashed repeatedly, and the old tables keep entries alive until the next major collection.
 */
export class Roster<T extends object> {
  private readonly members: Member<T>[] = [];

  get size(): number {
    return this.members.length;
  }

  add(member: Member<T>): void {
    member[PLACE] = this.members.push(member) - 1;
  }

  /** Does nothing if the item is not in the roster. */
  remove(member: Member<T>): void {
    const place = member[PLACE];
    if (place === undefined) return;
    member[PLACE] = undefined;
    const last = this.members.pop();
    if (!last || last === member) return;
    last[PLACE] = place;
    this.members[place] = last;
  }

  /** Tolerates additions and removals during the iteration. */
  [Symbol.iterator](): Iterator<T> {
    return [...this.members][Symbol.iterator]();
  }
}
