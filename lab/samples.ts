// Measured figures.

/** What was measured of one contestant, sorted. */
export class Samples {
  readonly #sorted: readonly number[];

  constructor(values: readonly number[]) {
    this.#sorted = values.toSorted((a, b) => a - b);
  }

  get min(): number {
    return this.quantile(0);
  }

  get median(): number {
    return this.quantile(0.5);
  }

  quantile(q: number): number {
    const value = this.#sorted[Math.min(this.#sorted.length - 1, Math.floor(q * this.#sorted.length))];
    if (value === undefined) throw new Error("nothing was measured");
    return value;
  }
}

/** Three significant digits. */
export function number(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
