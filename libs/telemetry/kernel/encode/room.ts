/** Memory for something that becomes larger now and then, and moves when it does. */
@final
export class Room {
  at: usize = 0;
  private size: usize = 0;

  /** Makes it `bytes` long at least; what is in it stays. */
  reserve(bytes: usize): void {
    if (bytes > this.size) this.grow(bytes);
  }

  private grow(bytes: usize): void {
    this.size = max(bytes, 2 * this.size);
    this.at = this.at == 0 ? heap.alloc(this.size) : heap.realloc(this.at, this.size);
  }
}
