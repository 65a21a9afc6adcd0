/** All the memory of a kernel, as bytes: another piece of it when it has grown. */
export class KernelMemory {
  private known = Buffer.alloc(0);

  constructor(private readonly memory: WebAssembly.Memory) {}

  get bytes(): Buffer {
    const { buffer } = this.memory;
    if (this.known.buffer !== buffer) this.known = Buffer.from(buffer);
    return this.known;
  }
}
