// Chance that a seed repeats (mulberry32).
export class SeededChance {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  // A number from 0 to below 1.
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  // A whole number from 0 to below `count`.
  below(count) {
    return Math.floor(this.next() * count);
  }

  happens(probability) {
    return this.next() < probability;
  }

  shuffle(list) {
    const mixed = [...list];
    for (let last = mixed.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [mixed[last], mixed[other]] = [mixed[other], mixed[last]];
    }
    return mixed;
  }
}
