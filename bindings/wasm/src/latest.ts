/**
 * An AsyncIterator over states of something: who is slow gets the latest, not all of them, or what
 * `joined` makes of those that were not taken. `end` runs once, when nobody wants more.
 */
export class Latest<T> implements AsyncIterableIterator<T> {
  private next_: { value: T } | null = null;
  private error: Error | null = null;
  private isDone = false;
  private waiting: { resolve(result: IteratorResult<T>): void; reject(error: Error): void }[] = [];

  constructor(
    private readonly end: () => void,
    private readonly joined: (earlier: T, later: T) => T = (_, later) => later,
  ) {}

  put(value: T): void {
    if (this.isDone) return;
    const first = this.waiting.shift();
    if (first) first.resolve({ done: false, value });
    else this.next_ = { value: this.next_ ? this.joined(this.next_.value, value) : value };
  }

  /** The next one to ask gets the error; afterwards there is nothing more. */
  fail(error: Error): void {
    if (this.isDone) return;
    this.isDone = true;
    const first = this.waiting.shift();
    if (first) first.reject(error);
    else this.error = error;
    this.finish();
  }

  next(): Promise<IteratorResult<T>> {
    if (this.next_) {
      const { value } = this.next_;
      this.next_ = null;
      return Promise.resolve({ done: false, value });
    }
    if (this.error) {
      const { error } = this;
      this.error = null;
      return Promise.reject(error);
    }
    if (this.isDone) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  return(): Promise<IteratorResult<T>> {
    if (!this.isDone) {
      this.isDone = true;
      this.next_ = null;
      this.finish();
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private finish(): void {
    for (const { resolve } of this.waiting) resolve({ done: true, value: undefined });
    this.waiting = [];
    this.end();
  }
}
