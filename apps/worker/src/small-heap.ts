import { setFlagsFromString } from 'node:v8';

/**
 * To be imported before everything else. What the worker reads lives for a flush and is garbage then. Most of it lies outside
 * of V8's heap; this keeps what is inside small, and with it a worker with a million entries before it at about 175 MB.
 */
// The space for new objects stays at its first size; it would grow to 128 MB.
setFlagsFromString('--semi-space-growth-factor=1');
// What lies outside counts for when the whole heap is looked through. By V8's own limit, a tenth above what is kept, that was
// several times a second, and took longer than all else; by this one it is once in a while.
setFlagsFromString('--heap-growing-percent=100');
