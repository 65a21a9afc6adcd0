/** Writes the text that JavaScript has for a finite number. @returns how many bytes */
export declare function writeText(at: usize, value: f64): usize;
