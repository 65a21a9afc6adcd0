import { setFlagsFromString } from 'node:v8';

/**
 * To be imported before everything else. What the worker reads lives for a flush and is garbage then. Most of it lies outside
 * of V8's heap; this keeps what is inside small, and with it a worker with a million entries before it at about 180 MB.
 */
// The space for new objects stays at its first size; it would grow to 128 MB.
setFlagsFromString('--semi-space-growth-factor=1');
// What lies outside counts for when the whole heap is looked through; V8's own limit, a tenth above what is kept, would be passed
// several times a second.
setFlagsFromString('--heap-growing-percent=100');
