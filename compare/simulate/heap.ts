/** A priority queue of whole numbers, each with a key; the smallest key comes first. */
export class Heap {
  private keys = new Float64Array(256);
  private values = new Int32Array(256);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** The smallest key; infinity when there is none. */
  get firstKey(): number {
    return this.count === 0 ? Infinity : this.keys[0]!;
  }

  push(key: number, value: number): void {
    if (this.count === this.keys.length) this.grow();
    const { keys, values } = this;
    let at = this.count++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = keys[parent]!;
      if (above <= key) break;
      keys[at] = above;
      values[at] = values[parent]!;
      at = parent;
    }
    keys[at] = key;
    values[at] = value;
  }

  /** Takes the value of the smallest key away. @throws RangeError when there is none */
  pop(): number {
    if (this.count === 0) throw new RangeError("the heap is empty");
    const { keys, values } = this;
    const first = values[0]!;
    const last = --this.count;
    const key = keys[last]!;
    const value = values[last]!;
    let at = 0;
    for (let child = 1; child < last; child = 2 * at + 1) {
      if (child + 1 < last && keys[child + 1]! < keys[child]!) child += 1;
      const below = keys[child]!;
      if (below >= key) break;
      keys[at] = below;
      values[at] = values[child]!;
      at = child;
    }
    keys[at] = key;
    values[at] = value;
    return first;
  }

  private grow(): void {
    const keys = new Float64Array(this.keys.length * 2);
    const values = new Int32Array(keys.length);
    keys.set(this.keys);
    values.set(this.values);
    this.keys = keys;
    this.values = values;
  }
}
