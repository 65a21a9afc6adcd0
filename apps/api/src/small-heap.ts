import { setFlagsFromString } from 'node:v8';

/**
 * To be imported before everything else. What a request makes is garbage when it is answered; left to itself, V8 lets the
 * space for that grow to 128 MB, and the rest to twice what is needed, before it collects. With these two an API with
 * 2,000 viewers stays below 200 MB, for a few percent more computing.
 */
// The space for new objects stays at its first size.
setFlagsFromString('--semi-space-growth-factor=1');
// Collect when what is there has grown by so much, not when it has doubled or more.
setFlagsFromString('--heap-growing-percent=40');
